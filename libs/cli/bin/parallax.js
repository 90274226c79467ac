#!/usr/bin/env node
// In a clone, where TypeScript is installed, what has changed of the command and the services is built first: npm's
// scripts, which would otherwise do it, are off (.npmrc).
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);

function build(typescript) {
  const root = fileURLToPath(new URL('../../..', import.meta.url));
  const compiler = join(dirname(typescript), 'bin/tsc');
  const services = readdirSync(join(root, 'services')).map((name) => join(root, 'services', name));
  const args = [compiler, '-b', join(root, 'libs/cli'), ...services];
  const { status, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status === 0) return;
  process.stderr.write(`parallax: its TypeScript does not compile\n${stdout}`);
  process.exit(1);
}

function findTypeScript() {
  try {
    return require.resolve('typescript/package.json');
  } catch {
    return undefined;
  }
}

const typescript = findTypeScript();
if (typescript !== undefined) build(typescript);
await import('../dist/main.js');
