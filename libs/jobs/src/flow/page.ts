import { invalidField } from '@parallax/errors';
import type { JobKind, JobRecord } from '../record.js';
import type { Backend } from '../store/backend.js';
import type { Entry } from '../store/job-index.js';

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

/**
 * The jobs by pages (AIP-158). A page begins after the last job of the one before, whatever came or went meanwhile; it may
 * have fewer jobs than were asked for.
 */
export async function list(backend: Backend, request: ListRequest): Promise<Page> {
  const { pageToken } = request;
  const size = pageSize(request.pageSize);
  const entries: Entry[] = [];
  for await (const entry of backend.index.newest(request, pageToken ? readToken(pageToken, request) : undefined)) {
    if (entries.push(entry) > size) break;
  }
  const page = entries.slice(0, size);
  const jobs = await Promise.all(page.map(({ id }) => backend.records.find(id)));
  const last = entries.length > size ? page.at(-1) : undefined;
  return {
    jobs: jobs.filter((job) => job !== undefined),
    nextPageToken: last ? writeToken(last.position, request) : '',
  };
}

function pageSize(size = 0): number {
  if (!Number.isInteger(size) || size < 0) throw invalidField('page_size', size, 'must be a whole number from 0');
  return Math.min(size || 50, 1000);
}

function writeToken(position: number, { kind, experiment }: ListRequest): string {
  return Buffer.from(JSON.stringify([kind ?? '', experiment ?? '', position])).toString('base64url');
}

function readToken(token: string, { kind, experiment }: ListRequest): number {
  try {
    const [tokenKind, tokenExperiment, position] = JSON.parse(Buffer.from(token, 'base64url').toString());
    const ofThis = tokenKind === (kind ?? '') && tokenExperiment === (experiment ?? '');
    if (Number.isSafeInteger(position) && ofThis) return position;
  } catch {}
  throw invalidField('page_token', token, 'must be next_page_token of an answer to the same request');
}
