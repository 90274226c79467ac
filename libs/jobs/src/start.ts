import { randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { trace } from '@opentelemetry/api';
import type { JobOptions as OptionsMessage } from '@parallax/contract';
import { checkInteger, invalidField, notFound, ParallaxError, snakeCase } from '@parallax/errors';
import { addLink, currentTraceparent, semconv } from '@parallax/telemetry';
import { keysByHash } from './blobs.js';
import { advance } from './dependencies.js';
import { tryToPublish } from './events.js';
import { traceIdOf } from './experiments.js';
import {
  defaultOptions,
  type JobKind,
  type JobOptions,
  type JobRecord,
  kindOf,
  newJobId,
  type Priority,
} from './job.js';
import { pinImports } from './pin-imports.js';
import { checkRings } from './rings.js';
import type { JobStores } from './stores.js';

export interface StartRequest<Spec = unknown> {
  kind: JobKind;
  /** JSON. */
  spec: Spec;
  /**
   * Fields of the spec, by their paths as the contract spells them, that were filled in from what is there now: a request that
   * comes again is the same one, whatever would be filled in then.
   */
  filledIn?: readonly string[];
  /** Ids of the jobs whose results it needs. */
  dependsOn?: readonly string[];
  /** Default: that of the first job it depends on, or a new one. */
  experiment?: string | undefined;
  /** The same id gives the same job (AIP-155). */
  requestId?: string | undefined;
  /** As in the contract. Default: `defaultOptions`. */
  options?: OptionsMessage | undefined;
  /** Whoever starts it runs it: no other worker takes it. Default: false. */
  pinned?: boolean;
  /** Why no job is made for it, unless an earlier call with its request id has made one. */
  refused?: ParallaxError | undefined;
}

/** What a start has come to. */
export interface Started<Spec = unknown> {
  job: JobRecord<Spec>;
  /** Whether an earlier call with the same request id has started it. */
  reused: boolean;
}

/**
 * Starts a job, or finds the one of the same request id. The index first, then the record, then the queue: what a crash in
 * between leaves behind, `runDependencies` finds.
 *
 * @throws NOT_FOUND where a dependency is missing; REQUEST_ID_REUSED; QUEUE_FULL; INVALID_FIELD, also where the job would
 *   depend on itself; UNAVAILABLE; why it is refused
 */
export async function start(stores: JobStores, request: StartRequest): Promise<Started> {
  const started = await startOrFind(stores, request);
  const { job } = started;
  trace.getActiveSpan()?.setAttributes({
    [semconv.ATTR_JOB_ID]: job.id,
    [semconv.ATTR_JOB_KIND]: job.kind,
    [semconv.ATTR_EXPERIMENT]: job.experiment,
  });
  return started;
}

async function startOrFind(stores: JobStores, asked: StartRequest): Promise<Started> {
  const request = { ...asked, spec: await pinImports(stores.records, asked.spec) };
  const options = resolveRequest(request);
  const id = newJobId(request.kind, request.requestId);
  const known = request.requestId ? await stores.records.find(id) : undefined;
  if (known) return { job: await sameJob(stores, request, options, known), reused: true };
  if (request.refused) throw request.refused;
  await checkRemovals(stores, request.spec);
  const { dependsOn = [] } = request;
  // An id that is drawn is no other's.
  if (request.requestId) await checkRings(stores.records, id, request);
  const dependencies = await stores.records.findAll(dependsOn);
  const missing = dependencies.indexOf(undefined);
  if (missing >= 0) throw notFound(kindOf(dependsOn[missing] ?? '') ?? 'job', dependsOn[missing] ?? '');
  const opened = request.experiment || dependencies[0]?.experiment;
  const experiment = opened || `experiment-${randomBytes(8).toString('hex')}`;
  const job = await newRecord(stores, request, { id, experiment, options });
  job.indexed = await stores.index.add(job);
  const created = await stores.records.create(job);
  if (!created) {
    const first = await stores.records.get(id);
    await stores.index.takeBack(job, first);
    if (!opened) await stores.experiments.forget(experiment);
    return { job: await sameJob(stores, request, options, first), reused: true };
  }
  if (created.state === 'waiting') return { job: await advance(stores, created.id), reused: false };
  // Before a worker can have it, or `started` might be told first.
  await tryToPublish(stores, 'queued', created);
  await push(stores, created);
  return { job: created, reused: false };
}

/** Whoever made the spec has seen, and touched, the blobs that it names by their sha256. @throws UNAVAILABLE where one is being removed */
async function checkRemovals({ removals }: JobStores, spec: unknown): Promise<void> {
  for (const key of keysByHash(spec)) {
    if (await removals.isUnderWay(key))
      throw new ParallaxError('UNAVAILABLE', `${key} is being removed: try again soon`);
  }
}

/** @throws INVALID_FIELD */
function resolveRequest({ experiment, requestId, options }: StartRequest): JobOptions {
  if (experiment && !/^[\w-]{1,64}$/.test(experiment)) {
    throw invalidField('experiment', experiment, 'must be up to 64 letters, digits, - and _');
  }
  if (requestId && !/^[^\p{Cc}]{1,128}$/u.test(requestId))
    throw invalidField('request_id', requestId, 'must have at most 128 characters, and no control characters');
  return resolveOptions(options);
}

const byName = new Map<string, Priority>([
  ['JOB_PRIORITY_LOW', 'low'],
  ['JOB_PRIORITY_NORMAL', 'normal'],
  ['JOB_PRIORITY_HIGH', 'high'],
]);

/** Of `max_duration`, in seconds. */
const SHORTEST = 60;
const LONGEST = 366 * 24 * 3600;

/** The options with their defaults. @throws INVALID_FIELD */
function resolveOptions({ priority, maxAttempts, maxDuration }: OptionsMessage = {}): JobOptions {
  const isGiven = priority !== undefined && priority !== 'JOB_PRIORITY_UNSPECIFIED';
  const named = isGiven ? byName.get(priority) : 'normal';
  if (!named) throw invalidField('options.priority', priority, `must be one of ${[...byName.keys()].join(', ')}`);
  if (maxAttempts !== undefined) checkInteger('options.max_attempts', maxAttempts, 1, 100);
  const seconds = maxDuration && Number(maxDuration.seconds ?? 0) + (maxDuration.nanos ?? 0) / 1e9;
  if (seconds !== undefined && !(seconds >= SHORTEST && seconds <= LONGEST))
    throw invalidField('options.max_duration', `${seconds} s`, 'must be from 1 minute to 366 days');
  return {
    priority: named,
    maxAttempts: maxAttempts ?? defaultOptions.maxAttempts,
    maxDuration: seconds ?? defaultOptions.maxDuration,
  };
}

async function newRecord(
  stores: JobStores,
  request: StartRequest,
  own: Pick<JobRecord, 'id' | 'experiment' | 'options'>,
): Promise<JobRecord> {
  const current = currentTraceparent();
  const shared = await stores.experiments.traceOf(own.experiment, current);
  const now = new Date().toISOString();
  const sameTrace = !current || traceIdOf(current) === traceIdOf(shared);
  if (!sameTrace) addLink(shared);
  return {
    ...own,
    kind: request.kind,
    state: request.dependsOn?.length ? 'waiting' : 'queued',
    spec: request.spec,
    dependsOn: [...(request.dependsOn ?? [])],
    attempt: 0,
    lostAttempts: 0,
    // Within the experiment's trace, the call itself is the closest parent.
    traceparent: sameTrace && current ? current : shared,
    links: sameTrace ? [] : [current],
    ...(request.requestId && { requestId: request.requestId }),
    ...(request.pinned && { pinned: true }),
    cancelRequested: false,
    createTime: now,
    updateTime: now,
    revision: 0,
  };
}

/** A job that finds no room is not taken on. */
async function push(stores: JobStores, job: JobRecord): Promise<void> {
  try {
    await stores.queue.push(job);
  } catch (thrown) {
    if (thrown instanceof ParallaxError && thrown.reason === 'QUEUE_FULL') await takeBack(stores, job);
    throw thrown;
  }
}

async function takeBack({ records, index }: JobStores, job: JobRecord): Promise<void> {
  await records.remove(job);
  await index.settle(job);
  await index.forget(job);
}

/** The job of the same request id. @throws REQUEST_ID_REUSED where it is for something else */
async function sameJob(
  { records }: JobStores,
  request: StartRequest,
  options: JobOptions,
  job: JobRecord,
): Promise<JobRecord> {
  const { spec, filledIn = [], experiment, pinned } = request;
  // As it would stand in a record. What the job depends on follows from its spec.
  const asked: Asked = JSON.parse(
    JSON.stringify({
      spec,
      options,
      pinned: Boolean(pinned),
      experiment: experiment || job.experiment,
    }),
  );
  const there: Asked = {
    // An import may have ended of which the record doesn't know yet.
    spec: await pinImports(records, job.spec),
    options: job.options,
    pinned: Boolean(job.pinned),
    experiment: job.experiment,
  };
  const differing = differences(asked, there).filter(({ field }) => !filledIn.includes(field));
  if (differing.length === 0) {
    addLink(job.traceparent);
    return job;
  }
  const shown = differing.slice(0, 5).map(({ field, asked, there }) => `${field} is ${asked} here and ${there} there`);
  const more = differing.length > shown.length ? `; and ${differing.length - shown.length} more` : '';
  throw new ParallaxError(
    'REQUEST_ID_REUSED',
    `request_id ${request.requestId} is that of ${job.id}, which asks for something else: ${shown.join('; ')}${more}`,
    {
      metadata: {
        request_id: request.requestId ?? '',
        id: job.id,
        fields: differing.map(({ field }) => field).join(','),
      },
    },
  );
}

type Asked = Record<string, unknown>;

interface Difference {
  /** A path, as the contract spells it. */
  field: string;
  asked: string;
  there: string;
}

/** The members in which two JSON documents differ, from the outside in. */
function differences(asked: unknown, there: unknown, path = ''): Difference[] {
  if (isDeepStrictEqual(asked, there)) return [];
  if (areLists(asked, there)) {
    const others = there as unknown[];
    return (asked as unknown[]).flatMap((each, at) => differences(each, others[at], `${path}[${at}]`));
  }
  if (!isObject(asked) || !isObject(there)) return [{ field: path, asked: shorten(asked), there: shorten(there) }];
  const keys = new Set([...Object.keys(asked), ...Object.keys(there)]);
  return [...keys].flatMap((key) => {
    const name = snakeCase(key);
    return differences(asked[key], there[key], path ? `${path}.${name}` : name);
  });
}

/** Two lists of as many messages, such as operations: of these the members differ. Other lists differ as a whole. */
function areLists(asked: unknown, there: unknown): boolean {
  return Array.isArray(asked) && Array.isArray(there) && asked.length === there.length && asked.every(isObject);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shorten(value: unknown): string {
  const text = value === undefined ? 'unset' : JSON.stringify(value);
  return text.length <= 80 ? text : `${text.slice(0, 80)}…`;
}
