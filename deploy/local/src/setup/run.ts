import { once } from 'node:events';
import { ParallaxError } from '@parallax/errors';
import { endGroup, spawnWithParent } from '../child.js';

export interface RunOptions {
  /** What it is for, as an error says it. */
  note: string;
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  signal?: AbortSignal | undefined;
}

/** How much of a failing program's output its error repeats, in characters. */
const TAIL = 2_000;

/**
 * Runs a program to its end. On abort its whole process group is killed.
 *
 * @throws ParallaxError SETUP_INCOMPLETE with the end of its output when it fails; the signal's reason on abort
 */
export async function run(command: string, args: readonly string[], options: RunOptions): Promise<void> {
  const { note, signal, ...rest } = options;
  signal?.throwIfAborted();
  const child = spawnWithParent(command, args, { ...rest, stdio: ['ignore', 'pipe', 'pipe'] });
  const kill = () => endGroup(child, 'SIGKILL');
  signal?.addEventListener('abort', kill);
  let tail = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text) => {
      tail = (tail + text).slice(-TAIL);
    });
  }
  try {
    const [code, by] = await once(child, 'close');
    signal?.throwIfAborted();
    if (code === 0) return;
    const how = by ? `was ended by ${by}` : `ended with ${code}`;
    throw new ParallaxError('SETUP_INCOMPLETE', `${note} failed (${command} ${how}):\n${tail.trim()}`);
  } finally {
    signal?.removeEventListener('abort', kill);
  }
}
