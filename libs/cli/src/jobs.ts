import type { EmbeddingJob, JobStatus, ProbeJob, TrainingJob } from '@parallax/contract';
import { invalidField } from '@parallax/errors';
import type { Session } from './session.js';

export const kinds = ['training', 'embedding', 'probe'] as const;
export type Kind = (typeof kinds)[number];
export type Job = TrainingJob | EmbeddingJob | ProbeJob;

/** The kind's name in the names of the API's messages: `Training` of `GetTrainingResponse`. */
export const apiName = { training: 'Training', embedding: 'Embedding', probe: 'Probe' } as const;

interface Answer {
  job?: Job;
}

/** The calls that all kinds of job have in common. */
export interface JobCalls {
  get(id: string): Promise<Answer>;
  list(request: { pageSize: number; pageToken: string; experiment: string }): Promise<{
    jobs: Job[];
    nextPageToken?: string;
  }>;
  watch(id: string, afterRevision: number): AsyncIterable<Answer>;
  cancel(id: string): Promise<Answer>;
  delete(id: string): Promise<object>;
}

/** The calls of a kind, to the service that has its jobs. */
export function callsOf(session: Session, kind: Kind): JobCalls {
  const options = { signal: session.signal };
  if (kind === 'training') {
    const client = session.client('TrainingService');
    return {
      get: (id) => client.getTraining({ id }, options),
      list: (request) => client.listTrainings(request, options),
      watch: (id, afterRevision) => client.watchTraining({ id, afterRevision }, options),
      cancel: (id) => client.cancelTraining({ id }, options),
      delete: (id) => client.deleteTraining({ id }, options),
    };
  }
  if (kind === 'embedding') {
    const client = session.client('EmbeddingService');
    return {
      get: (id) => client.getEmbedding({ id }, options),
      list: (request) => client.listEmbeddings(request, options),
      watch: (id, afterRevision) => client.watchEmbedding({ id, afterRevision }, options),
      cancel: (id) => client.cancelEmbedding({ id }, options),
      delete: (id) => client.deleteEmbedding({ id }, options),
    };
  }
  const client = session.client('ProbeService');
  return {
    get: (id) => client.getProbe({ id }, options),
    list: (request) => client.listProbes(request, options),
    watch: (id, afterRevision) => client.watchProbe({ id, afterRevision }, options),
    cancel: (id) => client.cancelProbe({ id }, options),
    delete: (id) => client.deleteProbe({ id }, options),
  };
}

/** The kind that a job's id begins with. */
export function kindOf(id: string): Kind {
  const kind = kinds.find((name) => id.startsWith(`${name}-`) && id.length > name.length + 1);
  if (kind) return kind;
  const near = kinds.find((name) => id.slice(0, 4).toLowerCase() === name.slice(0, 4));
  const hint = near ? `: did you mean ${near}-…?` : '; `parallax jobs list` shows the ids';
  throw invalidField('ID', id, `must be a job's id, which begins with training-, embedding- or probe-${hint}`);
}

export function statusOf(job: Job): JobStatus {
  return job.status ?? { dependsOn: [] };
}

/** `waiting`, `queued`, `running`, `succeeded`, `failed` or `cancelled`. */
export function stateOf(job: Job): string {
  return (statusOf(job).state ?? 'JOB_STATE_UNSPECIFIED').replace('JOB_STATE_', '').toLowerCase();
}

export function hasEnded(job: Job): boolean {
  return ['succeeded', 'failed', 'cancelled'].includes(stateOf(job));
}
