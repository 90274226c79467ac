import { invalidField } from '@parallax/errors';
import type { JobKind, JobRecord } from '../record.js';
import type { Backend } from '../store/backend.js';

export interface ListRequest {
  /** Default: all. */
  kind?: JobKind;
  /** Only those of one experiment. */
  experiment?: string;
  /** Default: 50; more than 1,000 count as 1,000. */
  pageSize?: number;
  /** `nextPageToken` of the page before. */
  pageToken?: string;
}

export interface Page {
  /** The newest first. */
  jobs: JobRecord[];
  /** Empty after the last page. */
  nextPageToken: string;
}

/** The jobs by pages (AIP-158). A page begins after the last job of the one before, whatever came or went meanwhile. */
export async function list(backend: Backend, request: ListRequest): Promise<Page> {
  const { kind, experiment, pageToken } = request;
  const size = pageSize(request.pageSize);
  const start = pageToken ? readToken(pageToken, request) : undefined;
  const jobs = (await backend.records.all(kind))
    .filter((job) => !experiment || job.experiment === experiment)
    .filter((job) => !start || newestFirst(start, job) < 0)
    .sort(newestFirst);
  const page = jobs.slice(0, size);
  const last = page.at(-1);
  return { jobs: page, nextPageToken: last && jobs.length > size ? writeToken(last, request) : '' };
}

type Position = Pick<JobRecord, 'createTime' | 'id'>;

function newestFirst(a: Position, b: Position): number {
  if (a.createTime !== b.createTime) return a.createTime > b.createTime ? -1 : 1;
  return a.id === b.id ? 0 : a.id > b.id ? -1 : 1;
}

function pageSize(size = 0): number {
  if (!Number.isInteger(size) || size < 0) throw invalidField('page_size', size, 'must be a whole number from 0');
  return Math.min(size || 50, 1000);
}

function writeToken({ createTime, id }: Position, { kind, experiment }: ListRequest): string {
  return Buffer.from(JSON.stringify([kind ?? '', experiment ?? '', createTime, id])).toString('base64url');
}

function readToken(token: string, { kind, experiment }: ListRequest): Position {
  try {
    const [tokenKind, tokenExperiment, createTime, id] = JSON.parse(Buffer.from(token, 'base64url').toString());
    const strings = typeof createTime === 'string' && typeof id === 'string';
    if (strings && tokenKind === (kind ?? '') && tokenExperiment === (experiment ?? '')) return { createTime, id };
  } catch {}
  throw invalidField('page_token', token, 'must be next_page_token of an answer to the same request');
}
