// Makes gen/parallax.binpb (the descriptor set), gen/parallax.json (what proto-loader reads) and src/gen (the types) from
// proto/: `npm run generate`.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import protobuf from 'protobufjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const run = (command, ...args) => execFileSync('npx', [command, ...args], { cwd: root, stdio: 'inherit' });

mkdirSync(`${root}/libs/contract/gen`, { recursive: true });
run('buf', 'build', '-o', 'libs/contract/gen/parallax.binpb');

const files = ['parallax/v1', 'google/rpc', 'grpc/health/v1', 'grpc/reflection/v1', 'grpc/reflection/v1alpha'].flatMap(
  (folder) => readdirSync(`${root}/proto/${folder}`).map((file) => `${folder}/${file}`),
);

const parsed = new protobuf.Root();
parsed.resolvePath = (_origin, target) => join(root, 'proto', target);
writeFileSync(`${root}/libs/contract/gen/parallax.json`, `${JSON.stringify(parsed.loadSync(files).toJSON())}\n`);

rmSync(`${root}/libs/contract/src/gen`, { recursive: true, force: true });
run(
  'proto-loader-gen-types',
  '--longs=Number',
  '--enums=String',
  '--arrays',
  '--grpcLib=@grpc/grpc-js',
  '--importFileExtension=.js',
  '--inputTemplate=%sInput',
  '--outputTemplate=%s',
  '--includeDirs=proto',
  '--outDir=libs/contract/src/gen',
  // v1alpha's messages are v1's.
  ...files.filter((file) => !file.includes('v1alpha')),
);

const folder = `${root}/libs/contract/src/gen`;
const exported = readdirSync(`${folder}/parallax/v1`).map(
  (file) => `export type * from './parallax/v1/${file.replace('.ts', '.js')}';\n`,
);
writeFileSync(`${folder}/index.ts`, exported.join(''));
