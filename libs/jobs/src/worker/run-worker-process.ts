import { ParallaxError } from '@parallax/errors';
import { serveHealth } from '@parallax/rpc';
import { measureGpus, type ProcessContext, runProcess } from '@parallax/telemetry';
import type { JobKind } from '../record.js';
import { usage, type WorkerArguments, workerArguments } from './arguments.js';
import { exitCodeOf, exitCodeOfError, exitCodes } from './exit-code.js';
import { type Resolve, runSpec } from './run-spec.js';
import { runWorker } from './run-worker.js';
import { readSpec, type SpecRequest } from './spec.js';

export interface WorkerProcess<Request extends SpecRequest> {
  kind: JobKind;
  /** The computation's module. */
  compute: URL;
  /** Checks the request of `--spec`, as the server does. */
  resolve: Resolve<Request>;
}

/** A worker process's whole main: reads its command line, answers health checks, works, and exits as `exitCodes` says. */
export async function runWorkerProcess<Request extends SpecRequest>(worker: WorkerProcess<Request>): Promise<never> {
  const given = readArguments();
  return runProcess(`parallax-${worker.kind}-worker`, async (context) => {
    const { settings, signal } = context;
    const health = settings.optional('PARALLAX_LISTEN') ? await serveHealth(settings) : undefined;
    void measureGpus(signal);
    const ready = (isReady: boolean) => health?.report(isReady);
    try {
      if (given.spec !== undefined) return await runGiven(worker, given.spec, context, ready);
      await runWorker({ ...worker, settings, signal, once: given.once, ready });
      return exitCodes.done;
    } finally {
      await health?.stop();
    }
  });
}

/** Ends the process where there is nothing to work on. */
function readArguments(): WorkerArguments {
  try {
    const given = workerArguments(process.argv.slice(2));
    if (!given.help) return given;
    process.stdout.write(usage);
  } catch (thrown) {
    process.stderr.write(`${ParallaxError.from(thrown).message}\n\n${usage}`);
    process.exit(exitCodes.refused);
  }
  return process.exit(exitCodes.done);
}

async function runGiven<Request extends SpecRequest>(
  { kind, compute, resolve }: WorkerProcess<Request>,
  file: string,
  { settings, signal, logger }: ProcessContext,
  ready: (ready: boolean) => void,
): Promise<number> {
  try {
    const request = readSpec<Request>(kind, file);
    return exitCodeOf(await runSpec({ kind, compute, resolve, request, settings, signal, ready }));
  } catch (thrown) {
    if (signal.aborted) return exitCodes.interrupted;
    logger.fatal({ err: thrown }, 'could not run the job of --spec');
    return exitCodeOfError(thrown);
  }
}
