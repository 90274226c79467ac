import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type ErrorJson, ParallaxError } from '@parallax/errors';
import type { Progress } from '../setup/part.js';
import { holderOf, isRunning } from '../stack/folder.js';
import { rotate } from '../stack/log.js';
import type { ProcessEvent } from '../stack/process.js';
import type { StackOptions } from '../stack/stack.js';
import { makeStateFolder, readState, type State, stateFolder } from './state.js';

/** What a stack in the background is told. */
export type StackChoice = Pick<StackOptions, 'services' | 'observe' | 'ports'>;

export type FromSupervisor = { event: Progress | ProcessEvent } | { state: State } | { error: ErrorJson };

/** As for `startStack`, but for the ports: the usual ones, where clients look when nothing is said. */
export type UpOptions = Omit<StackOptions, 'directory'>;

/**
 * Starts a stack that lives on in the background, its jobs and blobs kept in `stateFolder`, and resolves once all of it
 * serves; where one runs already, with that one. `down` ends it.
 *
 * @throws ParallaxError as `startStack`; CONFLICT where one is about to run, or runs already and is not observed, as asked for
 */
export async function upDetached(options: UpOptions = {}): Promise<State> {
  const { env = process.env, services = true, observe = false, ports = 'default', report, signal } = options;
  const running = readState(env);
  if (running && observe && !running.pages) {
    throw new ParallaxError('CONFLICT', 'it is up already, and not observed: end it first (parallax down)');
  }
  if (running) return running;
  const folder = await makeStateFolder(env);
  const logFile = join(folder, 'logs', 'supervisor.log');
  rotate(logFile);
  const log = openSync(logFile, 'a');
  const main = fileURLToPath(new URL('./supervisor.js', import.meta.url));
  const child = spawn(process.execPath, [main, JSON.stringify({ services, observe, ports } satisfies StackChoice)], {
    detached: true,
    cwd: folder,
    env,
    stdio: ['ignore', log, log, 'ipc'],
  });
  closeSync(log);
  const cancel = () => child.kill('SIGTERM');
  signal?.addEventListener('abort', cancel);
  try {
    return await new Promise<State>((resolve, reject) => {
      child.on('message', (message: FromSupervisor) => {
        if ('event' in message) report?.(message.event);
        else if ('state' in message) resolve(message.state);
        else reject(signal?.aborted ? signal.reason : ParallaxError.fromJSON(message.error));
      });
      child.once('exit', () =>
        reject(new ParallaxError('UNAVAILABLE', `the stack ended; its log is in ${folder}/logs`)),
      );
    });
  } finally {
    signal?.removeEventListener('abort', cancel);
    if (child.connected) child.disconnect();
    child.unref();
  }
}

/** What a stack may take to end: three tiers of processes, each with its grace. */
const PATIENCE_MS = 60_000;

/** Ends the stack that runs in the background, or is about to. @returns whether there was one */
export async function down(env: NodeJS.ProcessEnv = process.env): Promise<boolean> {
  const holder = holderOf(stateFolder(env));
  if (!holder) return false;
  process.kill(holder.pid, 'SIGTERM');
  const limit = Date.now() + PATIENCE_MS;
  while (isRunning(holder) && Date.now() < limit) await sleep(100);
  if (isRunning(holder)) process.kill(holder.pid, 'SIGKILL');
  return true;
}
