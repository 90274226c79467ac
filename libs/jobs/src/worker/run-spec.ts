import { setTimeout as delay } from 'node:timers/promises';
import { ParallaxError } from '@parallax/errors';
import { hasEnded, type JobRecord, jobKinds } from '../job.js';
import { Jobs } from '../jobs.js';
import type { Resolve, SpecRequest } from '../resolve.js';
import { start } from '../start.js';
import { type Worker, type WorkerOptions, withWorker } from './run-worker.js';

export interface SpecOptions<Request> extends WorkerOptions {
  resolve: Resolve<Request>;
  request: Request;
}

/**
 * Starts one job, pinned to whoever runs the same request id, and runs it to its end. The record that comes back has not
 * ended only where `signal` has aborted, or the job was paused.
 *
 * @throws what a server would answer to the same request
 */
export function runSpec<Request extends SpecRequest>(options: SpecOptions<Request>): Promise<JobRecord> {
  return withWorker(options, async (worker) => runPinned(worker, await startPinned(worker, options), options.signal));
}

/** The jobs of an experiment may be started all at once: what one names may appear a moment later. */
async function startPinned<Request extends SpecRequest>(
  { stores }: Worker,
  { resolve, request, settings, signal }: SpecOptions<Request>,
): Promise<string> {
  const { limits, log, blobs } = stores;
  const giveUp = Date.now() + limits.dependencyTimeout;
  let said = '';
  for (;;) {
    try {
      const requestId = settings.optional('PARALLAX_REQUEST_ID') ?? request.requestId;
      const named = { ...request, ...(requestId !== undefined && { requestId }) };
      const asked = await resolve(named, { jobs: new Jobs(stores), store: blobs, signal });
      const { experiment, options } = request;
      const { job } = await start(stores, { ...asked, experiment, options, requestId, pinned: true });
      return job.id;
    } catch (thrown) {
      if (!isMissingJob(thrown) || Date.now() > giveUp) throw thrown;
      if (said !== thrown.message) log.info({ reason: thrown.message }, 'waiting for a job to be started');
      said = thrown.message;
    }
    await delay(limits.retryInterval, undefined, { signal });
  }
}

function isMissingJob(thrown: unknown): thrown is ParallaxError {
  if (!(thrown instanceof ParallaxError && thrown.reason === 'NOT_FOUND')) return false;
  return jobKinds.some((kind) => kind === thrown.metadata.kind);
}

async function runPinned(worker: Worker, id: string, signal: AbortSignal): Promise<JobRecord> {
  const { records, queue, log } = worker.stores;
  let wasWaiting = false;
  for (;;) {
    const job = await records.get(id);
    if (hasEnded(job)) log.info({ job: id, state: job.state, reason: job.error?.message }, 'the job has ended');
    if (hasEnded(job) || job.state === 'paused' || signal.aborted) return job;
    const isWaiting = job.state === 'waiting';
    if (isWaiting && !wasWaiting) log.info({ job: id, for: job.dependsOn }, 'waiting for other jobs to end');
    wasWaiting = isWaiting;
    await worker.takeNext(() => queue.nextPinned(id, signal));
  }
}
