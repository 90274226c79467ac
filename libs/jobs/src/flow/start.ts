import { randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { trace } from '@opentelemetry/api';
import { invalidField, ParallaxError } from '@parallax/errors';
import { addLink, currentTraceparent, semconv } from '@parallax/telemetry';
import { newJobId } from '../id.js';
import type { JobKind, JobRecord } from '../record.js';
import type { Backend } from '../store/backend.js';
import { traceIdOf } from '../store/traces.js';
import { advance } from './advance.js';
import { tryToAnnounce } from './announce.js';

export interface StartRequest<Spec = unknown> {
  kind: JobKind;
  /** JSON. */
  spec: Spec;
  /** Ids of the jobs whose results it needs. */
  dependsOn?: readonly string[];
  /** Default: that of the first job it depends on, or a new one. */
  experiment?: string;
  /** The same id gives the same job (AIP-155). */
  requestId?: string;
  /** Whoever starts it runs it: no other worker takes it. Default: false. */
  pinned?: boolean;
}

/**
 * The index first, then the record, then the queue: what a crash in between leaves behind, `runDependencies` finds.
 *
 * @throws NOT_FOUND where a dependency is missing; REQUEST_ID_REUSED; QUEUE_FULL; INVALID_FIELD; UNAVAILABLE
 */
export async function start(backend: Backend, request: StartRequest): Promise<JobRecord> {
  const job = await startOrFind(backend, request);
  trace.getActiveSpan()?.setAttributes({
    [semconv.ATTR_JOB_ID]: job.id,
    [semconv.ATTR_JOB_KIND]: job.kind,
    [semconv.ATTR_EXPERIMENT]: job.experiment,
  });
  return job;
}

async function startOrFind(backend: Backend, request: StartRequest): Promise<JobRecord> {
  checkRequest(request);
  const id = newJobId(request.kind, request.requestId);
  const known = request.requestId ? await backend.records.find(id) : undefined;
  if (known) return sameJob(request, known);
  const dependencies = await Promise.all((request.dependsOn ?? []).map((id) => backend.records.get(id)));
  const experiment =
    request.experiment || dependencies[0]?.experiment || `experiment-${randomBytes(8).toString('hex')}`;
  const job = await newRecord(backend, request, id, experiment);
  await backend.index.add(job);
  const created = await backend.records.create(job);
  if (!created) {
    const first = await backend.records.get(id);
    if (first.experiment !== job.experiment) await backend.index.forget(job);
    return sameJob(request, first);
  }
  if (created.state === 'waiting') return advance(backend, created.id);
  // Before a worker can have it, or `started` might be told first.
  await tryToAnnounce(backend, 'queued', created);
  await push(backend, created);
  return created;
}

function checkRequest({ experiment, requestId }: StartRequest): void {
  if (experiment && !/^[\w-]{1,64}$/.test(experiment)) {
    throw invalidField('experiment', experiment, 'must be up to 64 letters, digits, - and _');
  }
  if (requestId && requestId.length > 128)
    throw invalidField('request_id', requestId, 'must have at most 128 characters');
}

async function newRecord(backend: Backend, request: StartRequest, id: string, experiment: string): Promise<JobRecord> {
  const current = currentTraceparent();
  const shared = await backend.traces.of(experiment, current);
  const now = new Date().toISOString();
  const sameTrace = !current || traceIdOf(current) === traceIdOf(shared);
  if (!sameTrace) addLink(shared);
  return {
    id,
    kind: request.kind,
    experiment,
    state: request.dependsOn?.length ? 'waiting' : 'queued',
    spec: request.spec,
    dependsOn: [...(request.dependsOn ?? [])],
    attempt: 0,
    lostAttempts: 0,
    // Within the experiment's trace, the call itself is the closest parent.
    traceparent: sameTrace && current ? current : shared,
    links: sameTrace ? [] : [current],
    requestId: request.requestId || undefined,
    pinned: request.pinned || undefined,
    cancelRequested: false,
    createTime: now,
    updateTime: now,
    revision: 0,
  };
}

function sameJob(request: StartRequest, job: JobRecord): JobRecord {
  // As it would stand in a record.
  const asked = JSON.parse(JSON.stringify({ spec: request.spec, dependsOn: request.dependsOn ?? [] }));
  const sameExperiment = !request.experiment || request.experiment === job.experiment;
  const samePlace = Boolean(request.pinned) === Boolean(job.pinned);
  const sameWork = isDeepStrictEqual(asked, { spec: job.spec, dependsOn: job.dependsOn });
  if (sameExperiment && samePlace && sameWork) {
    addLink(job.traceparent);
    return job;
  }
  throw new ParallaxError(
    'REQUEST_ID_REUSED',
    `request_id ${request.requestId} is that of ${job.id}, which asks for something else`,
    {
      metadata: { requestId: request.requestId ?? '', id: job.id },
    },
  );
}

/** A job that finds no room is not taken on. */
async function push(backend: Backend, job: JobRecord): Promise<void> {
  try {
    await backend.queue.push(job);
  } catch (thrown) {
    if (thrown instanceof ParallaxError && thrown.reason === 'QUEUE_FULL') await takeBack(backend, job);
    throw thrown;
  }
}

async function takeBack({ records, index }: Backend, job: JobRecord): Promise<void> {
  await records.remove(job);
  await index.settle(job);
  await index.forget(job);
}
