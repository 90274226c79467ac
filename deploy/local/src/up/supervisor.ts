import { ParallaxError } from '@parallax/errors';
import { processId } from '../stack/folder.js';
import { startStack } from '../stack/stack.js';
import { removeState, type State, stateFolder, writeState } from './state.js';
import type { FromSupervisor, StackChoice } from './up.js';

// The process behind `upDetached`: it holds a stack until it is told to stop, or one of the stack's processes is lost.

const stopping = new AbortController();
const stop = () => stopping.abort();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, stop);
// Whoever started us was killed while it waited.
process.once('disconnect', stop);

try {
  const choice = JSON.parse(process.argv[2] as string) as StackChoice;
  const directory = stateFolder();
  const { signal } = stopping;
  const stack = await startStack({ ...choice, directory, signal, report: (event) => tell({ event }) });
  try {
    const { addresses, pages, env } = stack;
    const state: State = {
      ...processId(process.pid),
      addresses,
      pages,
      env,
      directory,
    };
    await writeState(state);
    process.off('disconnect', stop);
    process.send?.({ state } satisfies FromSupervisor);
    await aborted(AbortSignal.any([signal, stack.signal]));
    if (stack.signal.aborted) throw stack.signal.reason;
  } finally {
    // First: whoever comes next may have the folder as soon as the stack has stopped.
    await removeState();
    await stack.stop();
  }
} catch (error) {
  tell({ error: ParallaxError.from(error).toJSON() });
  process.exitCode = 1;
}
if (process.connected) process.disconnect();

/** To the log that is our stdout, and to whoever started us as long as it listens. */
function tell(message: FromSupervisor): void {
  console.log(JSON.stringify(message));
  if (process.connected) process.send?.(message);
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
