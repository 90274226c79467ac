// What `npm test` and `npm run bench` begin with. Plain JavaScript, since it runs before anything is built.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** What runs at the moment; each in a process group of its own, so that it ends with all that it started. */
const running = new Set();

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    for (const child of running) endGroup(child.pid);
    process.exit(1);
  });
}

/**
 * Runs a Node program of the clone to its end. Resolves with whether it succeeded. `enter` turns its command line into
 * another, which runs it elsewhere, with the variables that it has there.
 */
export function runNode(args, { cwd = root, onOutput, enter = (line) => ({ line, env: process.env }) } = {}) {
  const stdio = ['ignore', onOutput ? 'pipe' : 'inherit', 'inherit'];
  const { line, env } = enter([process.execPath, ...args]);
  const child = spawn(line[0], line.slice(1), { cwd, env, stdio, detached: true });
  running.add(child);
  child.stdout?.on('data', onOutput);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      endGroup(child.pid);
      running.delete(child);
      resolve(code === 0);
    });
  });
}

/** Runs a step and says what it is and how long it took. */
export async function step(name, args) {
  const start = performance.now();
  const ok = await runNode(args);
  console.log(`${name}: ${ok ? 'done' : 'FAILED'} in ${((performance.now() - start) / 1000).toFixed(1)} s`);
  return ok;
}

/** Builds everything, and makes what is missing on this machine: these parts, or all. */
export async function setUp(parts = []) {
  return (
    (await step('build', ['node_modules/typescript/bin/tsc', '-b'])) &&
    (await step('set-up', ['libs/cli/bin/parallax.js', 'setup', ...parts]))
  );
}

function endGroup(pid) {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended already.
  }
}
