import { parseArgs } from 'node:util';
import { invalidField, ParallaxError } from '@parallax/errors';

/** What a worker is started with. */
export interface WorkerArguments {
  help: boolean;
  once: boolean;
  /** A file, or `-`. */
  spec?: string;
}

export const usage = `Usage: node worker.js [--once | --spec FILE]

Takes jobs of its kind from the queue, one at a time, until SIGTERM.

  --once        take one job and exit, or exit at once where none waits
  --spec FILE   run this one job instead: JSON with "kind" and the fields of StartTraining, StartEmbedding or
                StartProbe; - is stdin. Its request id comes from PARALLAX_REQUEST_ID.
  --help        print this

Exit codes: 0 done; 64 what it was given is wrong, or names what isn't there; 70 the job of --spec has failed or was
cancelled; 75 interrupted, start it again to go on; 1 anything else.
`;

/** The command line of every worker. @throws INVALID_FIELD */
export function workerArguments(args: readonly string[]): WorkerArguments {
  const { help = false, once = false, spec } = parse(args);
  if (once && spec !== undefined) throw invalidField('--once', '', 'must be left out with --spec, which is one job');
  return { help, once, ...(spec !== undefined && { spec }) };
}

function parse(args: readonly string[]) {
  try {
    const options = { help: { type: 'boolean' }, once: { type: 'boolean' }, spec: { type: 'string' } } as const;
    return parseArgs({ args: [...args], options }).values;
  } catch (cause) {
    const metadata = { field: 'arguments', value: args.join(' ') };
    throw new ParallaxError('INVALID_FIELD', (cause as Error).message, { metadata, cause });
  }
}
