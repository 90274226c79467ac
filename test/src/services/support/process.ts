import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Stack } from '@parallax/local';

/** One process of the services, against a stack that was started without them. */
export function startProcess(stack: Stack, service: string, role: string, env: NodeJS.ProcessEnv = {}): ChildProcess {
  const main = fileURLToPath(new URL(`../../../../services/${service}/dist/${role}.js`, import.meta.url));
  return spawn(process.execPath, [main], {
    env: { ...process.env, PARALLAX_LOG_LEVEL: 'fatal', ...stack.env, ...env },
    stdio: 'inherit',
  });
}

/** Returns when the process has ended. */
export async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  // One that was stopped hears nothing else.
  child.kill('SIGCONT');
  await exited;
}
