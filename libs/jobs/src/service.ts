import { type BlobRef, BlobStore } from '@parallax/blobs';
import type { Job, JobInput, JobState as JobStateMessage, JobStatusInput } from '@parallax/contract';
import { type ErrorJson, invalidField, notFound, ParallaxError, statusCodes } from '@parallax/errors';
import { connectNats, disconnect, followConnection, type NatsConnection } from '@parallax/nats';
import type { Implementation, ServerContext } from '@parallax/rpc';
import { traceIdOf } from './experiments.js';
import { type JobKind, type JobRecord, type JobState, kindOf, type Priority } from './job.js';
import { Jobs } from './jobs.js';
import { limitsOf } from './limits.js';
import { measureQueue } from './metrics.js';
import type { Resolve, SpecRequest } from './resolve.js';

/** What a server of jobs is given: where health is left out, nobody is told. */
type JobServerContext = Pick<ServerContext, 'settings' | 'signal'> & Partial<Pick<ServerContext, 'health'>>;

/** What a server of jobs stands on. */
export interface JobServer {
  connection: NatsConnection;
  store: BlobStore;
  jobs: Jobs;
  /** JobService, which every server of Parallax serves. */
  service: Implementation<'JobService'>;
  /**
   * Makes a Start call of a service.
   *
   * @param resolve checks a request and fills it in
   */
  startCall<Request extends SpecRequest>(
    resolve: Resolve<Request>,
  ): (request: Request, call: { signal: AbortSignal }) => Promise<{ job: JobInput; reused: boolean }>;
  /** Call it when the last call has ended. */
  close(): Promise<void>;
}

/** How long the object store is waited for, in milliseconds: as long as NATS, since processes may start in any order. */
const patience = 30_000;

/**
 * Connects a server to NATS and the object store. Until `signal` aborts it moves waiting jobs on, collects blobs, and measures
 * the queue; JobService counts as ready while NATS answers. @throws UNAVAILABLE
 */
export async function openJobServer({ settings, signal, health }: JobServerContext): Promise<JobServer> {
  const store = await BlobStore.open(settings, { signal, patience });
  const connection = await connectNats(settings, { signal });
  const jobs = await Jobs.open(connection, { blobs: store, limits: limitsOf(settings), signal });
  const jobsDays =
    settings.optional('PARALLAX_JOBS_DAYS') === undefined ? undefined : settings.number('PARALLAX_JOBS_DAYS');
  void followConnection(connection, (answers) => health?.report('JobService', answers));
  const running = Promise.all([
    jobs.runDependencies(signal),
    jobs.runCollector(signal, { jobsDays }),
    measureQueue(connection, signal),
  ]);
  const toMessage = async (job: JobRecord) => jobMessage(store, job, await jobs.waitsFor(job));
  return {
    connection,
    store,
    jobs,
    service: jobService(jobs, store),
    startCall: (resolve) => async (request, call) => {
      const resolved = await resolve(request, { jobs, store, signal: call.signal });
      const { experiment, requestId, options } = request;
      const { job, reused } = await jobs.start({ ...resolved, experiment, requestId, options });
      return { job: await toMessage(job), reused };
    },
    async close() {
      await running;
      await disconnect(connection);
    },
  };
}

/** JobService as plain functions. */
export function jobService(jobs: Jobs, store: BlobStore): Implementation<'JobService'> {
  const toMessage = async (job: JobRecord) => jobMessage(store, job, await jobs.waitsFor(job));
  // All who watch a job share its messages: to make one for each of a thousand keeps a server busy for a second.
  const messages = new WeakMap<JobRecord, Promise<{ job: JobInput }>>();
  const watched = (job: JobRecord) => {
    const message = messages.get(job) ?? toMessage(job).then((made) => ({ job: made }));
    // What a job waits for may change while its record doesn't.
    if (job.state !== 'waiting') messages.set(job, message);
    return message;
  };
  const answer = async (id: string | undefined, ask: (id: string) => Promise<JobRecord>) => ({
    job: await toMessage(await ask(known(id))),
  });
  return {
    getJob: ({ id }) => answer(id, (job) => jobs.get(job)),
    async listJobs({ kind, experiment, state, pageSize, pageToken }) {
      const page = await jobs.list({
        kind: (kind || undefined) as JobKind | undefined,
        experiment,
        state: stateOf(state),
        pageSize,
        pageToken,
      });
      return {
        jobs: await Promise.all(page.jobs.map((job) => jobMessage(store, job))),
        nextPageToken: page.nextPageToken,
        unreadable: page.unreadable.map((error) => rpcStatus(error.toJSON())),
      };
    },
    async *watchJob({ id, afterRevision }, { signal }) {
      for await (const job of jobs.watch(known(id), { afterRevision, signal })) yield await watched(job);
    },
    cancelJob: ({ id }) => answer(id, (job) => jobs.cancel(job)),
    pauseJob: ({ id }) => answer(id, (job) => jobs.pause(job)),
    resumeJob: ({ id }) => answer(id, (job) => jobs.resume(job)),
    retryJob: ({ id }) => answer(id, (job) => jobs.retry(job)),
    async deleteJob({ id }) {
      await jobs.delete(known(id));
      return {};
    },
    async pruneBlobs({ dryRun = false }, { signal }) {
      const unreadable: NonNullable<JobStatusInput['error']>[] = [];
      const onUnreadable = (error: ParallaxError) => unreadable.push(rpcStatus(error.toJSON()));
      const blobs = await jobs.prune({ dryRun, onUnreadable, signal });
      const bytes = blobs.reduce((sum, { size }) => sum + size, 0);
      return { blobs: blobs.slice(0, 1000), count: blobs.length, bytes, unreadable: unreadable.slice(0, 100) };
    },
  };
}

/** @throws NOT_FOUND where it has not the form of a job's id */
function known(id = ''): string {
  if (kindOf(id) === undefined) throw notFound('job', id.slice(0, 100), 'a job is `<kind>-` and 16 hexadecimal digits');
  return id;
}

const states = {
  waiting: 'JOB_STATE_WAITING',
  queued: 'JOB_STATE_QUEUED',
  running: 'JOB_STATE_RUNNING',
  paused: 'JOB_STATE_PAUSED',
  succeeded: 'JOB_STATE_SUCCEEDED',
  failed: 'JOB_STATE_FAILED',
  cancelled: 'JOB_STATE_CANCELLED',
} as const satisfies Record<JobState, string>;

/** @throws INVALID_FIELD */
function stateOf(state: JobStateMessage | undefined): JobState | undefined {
  if (state === undefined || state === 'JOB_STATE_UNSPECIFIED') return undefined;
  const found = Object.entries(states).find(([, message]) => message === state);
  if (!found) throw invalidField('state', state, `must be one of ${Object.values(states).join(', ')}`);
  return found[0] as JobState;
}

const priorityMessages = {
  low: 'JOB_PRIORITY_LOW',
  normal: 'JOB_PRIORITY_NORMAL',
  high: 'JOB_PRIORITY_HIGH',
} as const satisfies Record<Priority, string>;

/**
 * A record as the API's Job, with a URL for whoever wants one of its result's blobs.
 *
 * @param waitsFor of a waiting job: the dependencies that have not succeeded yet
 */
export async function jobMessage(store: BlobStore, job: JobRecord, waitsFor: string[] = []): Promise<JobInput> {
  const { priority, maxAttempts, maxDuration } = job.options;
  const error = job.error && rpcStatus(await withLeftOut(store, job.error));
  return {
    id: job.id,
    status: { ...jobStatus(job, waitsFor), error },
    options: {
      priority: priorityMessages[priority],
      maxAttempts,
      maxDuration: { seconds: Math.floor(maxDuration), nanos: Math.round((maxDuration % 1) * 1e9) },
    },
    [`${job.kind}Spec` satisfies keyof Job]: job.spec,
    ...(job.result !== undefined && { [`${job.kind}Result`]: await withUrls(store, job.result) }),
  };
}

function jobStatus(job: JobRecord, waitsFor: string[]): JobStatusInput {
  return {
    state: states[job.state],
    revision: job.revision,
    experiment: job.experiment,
    traceId: traceIdOf(job.traceparent),
    dependsOn: job.dependsOn,
    waitsFor,
    attempt: job.attempt,
    lostAttempts: job.lostAttempts,
    worker: job.worker,
    deviceClass: job.deviceClass,
    precision: job.precision,
    progress: job.progress,
    lastFailure: job.lastFailure && rpcStatus(job.lastFailure),
    retryTime: timestamp(job.retryTime),
    createTime: timestamp(job.createTime),
    startTime: timestamp(job.startTime),
    endTime: timestamp(job.endTime),
  };
}

/** The value with a URL in each reference to a blob, wherever it stands. */
async function withUrls(store: BlobStore, value: unknown): Promise<unknown> {
  if (Array.isArray(value)) return Promise.all(value.map((each) => withUrls(store, each)));
  if (typeof value !== 'object' || value === null) return value;
  if ('bucket' in value && 'key' in value) return { ...value, url: await store.presignedGet((value as BlobRef).key) };
  const entries = Object.entries(value).map(async ([key, each]) => [key, await withUrls(store, each)]);
  return Object.fromEntries(await Promise.all(entries));
}

/** An error of an import names a blob with all pictures that can't be read: with a URL for whoever wants it. */
async function withLeftOut(store: BlobStore, error: ErrorJson): Promise<ErrorJson> {
  const { left_out: key } = error.metadata;
  if (key === undefined) return error;
  return { ...error, metadata: { ...error.metadata, left_out_url: await store.presignedGet(key) } };
}

function rpcStatus(error: ErrorJson): NonNullable<JobStatusInput['error']> {
  const { status, message, reason, metadata } = ParallaxError.fromJSON(error);
  const info = { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason, domain: 'parallax', metadata };
  return { code: statusCodes[status], message, details: [info] };
}

function timestamp(time: string | undefined): NonNullable<JobStatusInput['createTime']> | undefined {
  if (!time) return undefined;
  const milliseconds = Date.parse(time);
  return { seconds: Math.floor(milliseconds / 1000), nanos: (milliseconds % 1000) * 1_000_000 };
}
