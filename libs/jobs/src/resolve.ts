import type { BlobStore } from '@parallax/blobs';
import type { JobOptions } from '@parallax/contract';
import type { Jobs } from './jobs.js';
import type { StartRequest } from './start.js';

/** What all Start requests have in common. */
export interface SpecRequest {
  spec?: object;
  experiment?: string;
  requestId?: string;
  options?: JobOptions;
}

/** What a request is checked against, by a server or by a worker that runs it itself. */
export interface StartContext {
  jobs: Jobs;
  store: BlobStore;
  signal: AbortSignal;
}

/**
 * What a kind makes of a request: its kind, its spec with all defaults and what was filled in, the jobs that it depends on, and why it is
 * refused where it is new.
 */
export type Resolved<Spec = unknown> = Pick<StartRequest<Spec>, 'kind' | 'spec' | 'filledIn' | 'dependsOn' | 'refused'>;

/** Checks a request of a kind and fills it in: what a service's Start call does before there is a job. */
export type Resolve<Request> = (request: Request, context: StartContext) => Promise<Resolved>;
