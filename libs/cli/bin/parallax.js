#!/usr/bin/env node
// In a clone, where TypeScript is installed, what has changed is built first: set-up must not hang on npm's scripts.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);

function build(typescript) {
  const root = fileURLToPath(new URL('../../..', import.meta.url));
  const compiler = join(dirname(typescript), 'bin/tsc');
  const { status, stdout } = spawnSync(process.execPath, [compiler, '-b', root], { encoding: 'utf8' });
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
