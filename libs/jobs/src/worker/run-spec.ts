import { setTimeout as delay } from 'node:timers/promises';
import { BlobStore } from '@parallax/blobs';
import { ParallaxError } from '@parallax/errors';
import { connectNats, disconnect, followConnection } from '@parallax/nats';
import { type Client, connect } from '@parallax/rpc';
import type { Settings } from '@parallax/settings';
import { type StartRequest, start } from '../flow/start.js';
import { Jobs } from '../jobs.js';
import type { Limits } from '../limits.js';
import { hasEnded, type JobKind, type JobRecord, jobKinds } from '../record.js';
import { type Backend, openBackend } from '../store/backend.js';
import { measureIdle } from './measures.js';
import type { SpecRequest } from './spec.js';
import { takeNext } from './take.js';

/** What a request is checked against, by a server or by a worker that runs it itself. */
export interface Surroundings {
  jobs: Jobs;
  store: BlobStore;
  augmentation: Client<'AugmentationService'>;
  signal: AbortSignal;
}

/** Checks a request and fills it in: what a service's Start call does before there is a job. */
export type Resolve<Request> = (request: Request, surroundings: Surroundings) => Promise<StartRequest>;

export interface SpecOptions<Request> {
  kind: JobKind;
  /** The computation's module. */
  compute: URL;
  resolve: Resolve<Request>;
  request: Request;
  settings: Settings;
  /** Aborts when the process must end: the job saves a checkpoint, and goes on when it is run again. */
  signal: AbortSignal;
  /** Told whether NATS is there. */
  ready?: (ready: boolean) => void;
  limits?: Partial<Limits>;
}

/**
 * Starts one job, pinned to whoever runs the same request id, and runs it to its end. The record that comes back has not
 * ended only where `signal` has aborted.
 *
 * @throws what a server would answer to the same request
 */
export async function runSpec<Request extends SpecRequest>(options: SpecOptions<Request>): Promise<JobRecord> {
  const { kind, settings, signal, ready = () => {}, limits } = options;
  measureIdle(kind);
  const connection = await connectNats(settings, { signal });
  const augmentation = connect('AugmentationService', settings);
  try {
    const store = await BlobStore.open(settings, { signal });
    const backend = await openBackend(connection, { blobs: store, limits });
    void followConnection(connection, ready);
    const job = await begin(backend, options, { jobs: new Jobs(backend), store, augmentation, signal });
    return await runPinned(backend, job, options);
  } finally {
    augmentation.close();
    await disconnect(connection);
  }
}

/** The jobs of an experiment may be started all at once: what one names may appear a moment later. */
async function begin<Request extends SpecRequest>(
  backend: Backend,
  { resolve, request, settings, signal }: SpecOptions<Request>,
  surroundings: Surroundings,
): Promise<JobRecord> {
  const { limits, log } = backend;
  const giveUp = Date.now() + limits.appearance;
  for (;;) {
    try {
      const asked = await resolve(request, surroundings);
      const requestId = settings.optional('PARALLAX_REQUEST_ID') ?? request.requestId;
      return await start(backend, { ...asked, requestId, pinned: true });
    } catch (thrown) {
      if (!isMissingJob(thrown) || Date.now() > giveUp) throw thrown;
      log.info({ reason: thrown.message }, 'waiting for a job to be started');
    }
    await delay(limits.backOff, undefined, { signal });
  }
}

function isMissingJob(thrown: unknown): thrown is ParallaxError {
  if (!(thrown instanceof ParallaxError && thrown.reason === 'NOT_FOUND')) return false;
  return jobKinds.some((kind) => kind === thrown.metadata.kind);
}

async function runPinned(
  backend: Backend,
  { id }: JobRecord,
  { compute, signal }: Pick<SpecOptions<never>, 'compute' | 'signal'>,
): Promise<JobRecord> {
  const { records, queue, log } = backend;
  let waiting = false;
  for (;;) {
    const job = await records.get(id);
    if (hasEnded(job)) {
      log.info({ job: id, state: job.state, reason: job.error?.message }, 'the job has ended');
      return job;
    }
    if (signal.aborted) return job;
    if (job.state === 'waiting' && !waiting) log.info({ job: id, for: job.dependsOn }, 'waiting for other jobs to end');
    waiting = job.state === 'waiting';
    await takeNext(backend, () => queue.pinnedConsumer(id), compute, signal);
  }
}
