import { parseArgs } from 'node:util';
import { messageFromJson, readJson } from '@parallax/contract';
import { invalidField, ParallaxError, type Status } from '@parallax/errors';
import { serveHealth } from '@parallax/rpc';
import { SETTING_EXIT_CODE } from '@parallax/settings';
import { measureGpus, type ProcessContext, runProcess } from '@parallax/telemetry';
import type { JobKind, JobRecord } from '../job.js';
import type { Resolve, SpecRequest } from '../resolve.js';
import { runSpec } from './run-spec.js';
import { runOneJob, runWorker } from './run-worker.js';

export interface WorkerMain<Request extends SpecRequest> {
  kind: JobKind;
  /** The computation's module. */
  compute: URL;
  /** Checks the request of `--spec`, as the server does. */
  resolve: Resolve<Request>;
}

const usage = `Usage: node worker.js [--once | --spec FILE]

Takes jobs of its kind from the queue, one at a time, until SIGTERM.

  --once        take one job and exit, or exit at once where none waits
  --spec FILE   run this one job instead: JSON with "kind" and the fields of the request that starts one of its kind; - is
                stdin. Its request id comes from PARALLAX_REQUEST_ID.
  --help        print this

Exit codes: 0 done; 64 what it was given is wrong, or names what isn't there; 70 the job of --spec has failed or was
cancelled; 75 interrupted, start it again to go on; 1 anything else.
`;

/** How a worker's process ends; the numbers are those of BSD's sysexits.h. `docs/jobs.md` says what to do after each. */
const exitCodes = {
  /** The job has succeeded, or there was none. */
  done: 0,
  /** What came unforeseen, or could not be reached: it may be tried again. */
  error: 1,
  /** What the process was given is wrong, or names what isn't there: to try again is no use. */
  refused: SETTING_EXIT_CODE,
  /** The job of `--spec` has failed for good, or was cancelled. */
  failed: 70,
  /** The process was asked to end before its job had, or the job was paused: started again, it goes on. */
  interrupted: 75,
} as const;

const refusals: ReadonlySet<Status> = new Set(['INVALID_ARGUMENT', 'NOT_FOUND', 'ALREADY_EXISTS']);

/** @param thrown before there was a job */
function exitCodeOfError(thrown: unknown): number {
  const { reason, status } = ParallaxError.from(thrown);
  // As a job would have ended that was started a moment earlier.
  if (reason === 'DEPENDENCY_FAILED') return exitCodes.failed;
  return refusals.has(status) ? exitCodes.refused : exitCodes.error;
}

/** @param job as it stands when its worker ends */
export function exitCodeOf({ state }: JobRecord): number {
  if (state === 'succeeded') return exitCodes.done;
  return state === 'failed' || state === 'cancelled' ? exitCodes.failed : exitCodes.interrupted;
}

/** A worker process's whole main: reads its command line, answers health checks, works, and exits as `exitCodes` says. */
export async function runWorkerMain<Request extends SpecRequest>(worker: WorkerMain<Request>): Promise<never> {
  const given = readArguments();
  return runProcess(`parallax-${worker.kind}-worker`, async (context) => {
    const { settings, signal } = context;
    const health = settings.optional('PARALLAX_LISTEN') ? await serveHealth(settings) : undefined;
    void measureGpus(signal);
    const ready = (isReady: boolean) => health?.report(isReady);
    try {
      if (given.spec !== undefined) return await runGiven(worker, given.spec, context, ready);
      const run = given.once ? runOneJob : runWorker;
      await run({ ...worker, settings, signal, ready });
      return exitCodes.done;
    } finally {
      await health?.stop();
    }
  });
}

interface Arguments {
  once: boolean;
  /** A file, or `-`. */
  spec?: string | undefined;
}

/** Ends the process where there is nothing to work on. */
function readArguments(): Arguments {
  try {
    const options = { help: { type: 'boolean' }, once: { type: 'boolean' }, spec: { type: 'string' } } as const;
    const { help = false, once = false, spec } = parseArgs({ args: process.argv.slice(2), options }).values;
    if (once && spec !== undefined) throw new Error('--once must be left out with --spec, which is one job');
    if (!help) return { once, spec };
    process.stdout.write(usage);
  } catch (thrown) {
    process.stderr.write(`${(thrown as Error).message}\n\n${usage}`);
    process.exit(exitCodes.refused);
  }
  return process.exit(exitCodes.done);
}

async function runGiven<Request extends SpecRequest>(
  { kind, compute, resolve }: WorkerMain<Request>,
  file: string,
  { settings, signal, logger }: ProcessContext,
  ready: (ready: boolean) => void,
): Promise<number> {
  try {
    const request = readSpec<Request>(kind, file);
    return exitCodeOf(await runSpec({ kind, compute, resolve, request, settings, signal, ready }));
  } catch (thrown) {
    if (signal.aborted) return exitCodes.interrupted;
    const code = exitCodeOfError(thrown);
    const { reason, metadata, message } = ParallaxError.from(thrown);
    // Where in the code it was found is no matter to who has written the spec.
    const facts = code === exitCodes.error ? { err: thrown } : { reason, metadata };
    logger.fatal(facts, `could not run the job of --spec: ${message}`);
    return code;
  }
}

/**
 * The request that a file holds: proto3 JSON of StartTrainingRequest or the like, and the `kind` of job.
 *
 * @param file `-` for stdin
 * @throws INVALID_FIELD, also for fields that the request doesn't have
 */
function readSpec<Request extends SpecRequest>(kind: JobKind, file: string): Request {
  const { kind: asked, ...request } = readJson('--spec', file);
  if (asked !== kind)
    throw invalidField('kind', asked ?? '', `must be ${JSON.stringify(kind)}: this worker has no other`);
  return messageFromJson<Request>(`parallax.v1.Start${kind.charAt(0).toUpperCase()}${kind.slice(1)}Request`, request);
}
