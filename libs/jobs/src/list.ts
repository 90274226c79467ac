import { invalidField, ParallaxError } from '@parallax/errors';
import { type JobKind, type JobRecord, type JobState, jobKinds, kindOf } from './job.js';
import type { MadeEntry } from './job-index.js';
import type { JobStores } from './stores.js';

export interface ListRequest {
  /** Default: all. */
  kind?: JobKind | undefined;
  /** Only those of one experiment. */
  experiment?: string | undefined;
  /** Only those in one state. */
  state?: JobState | undefined;
  /** Default: 50; more than 1,000 count as 1,000. */
  pageSize?: number | undefined;
  /** `nextPageToken` of the page before. */
  pageToken?: string | undefined;
}

export interface Page {
  /** The newest first. */
  jobs: JobRecord[];
  /** Why others of this page can't be read. */
  unreadable: ParallaxError[];
  /** Empty after the last page. */
  nextPageToken: string;
}

/** How many jobs a call looks at that filters by kind or state: then it ends, with the page that it has, so that no call takes long. */
const scanned = 2000;

/** Jobs that are looked at before it is known whether the page is full. */
const groupSize = 64;

/** The longest token that is looked at. */
const longestToken = 512;

/**
 * The jobs by pages (AIP-158). A page begins after the last job of the one before, whatever came or went meanwhile; it may
 * have fewer jobs than were asked for.
 *
 * @throws INVALID_FIELD, UNAVAILABLE
 */
export async function list(stores: JobStores, request: ListRequest): Promise<Page> {
  checkFilter(request);
  const size = pageSize(request.pageSize);
  const before = request.pageToken ? readToken(request.pageToken, request) : undefined;
  const jobs: JobRecord[] = [];
  const unreadable: ParallaxError[] = [];
  let looked = 0;
  let last: MadeEntry | undefined;
  for await (const entries of inGroups(stores.index.newest(request.experiment, before))) {
    const ids = entries.map(({ id }) => id).filter((id) => !request.kind || kindOf(id) === request.kind);
    const records = await stores.records.findReadable(ids);
    const found = new Map(ids.map((id, at) => [id, records[at]]));
    for (const entry of entries) {
      // One more than fits: there is another page.
      if ((jobs.length === size && found.has(entry.id)) || looked === scanned) {
        return { jobs, unreadable, nextPageToken: last ? writeToken(last.position, request) : '' };
      }
      last = entry;
      looked += request.kind || request.state ? 1 : 0;
      const job = found.get(entry.id);
      if (job instanceof ParallaxError) {
        unreadable.push(job);
        continue;
      }
      // A start that was cut off has left an entry, and made again, it may have opened another experiment.
      if (job?.experiment !== entry.experiment) continue;
      if (job && (!request.state || job.state === request.state)) jobs.push(job);
    }
  }
  return { jobs, unreadable, nextPageToken: '' };
}

async function* inGroups<T>(entries: AsyncIterable<T>): AsyncGenerator<T[]> {
  let group: T[] = [];
  for await (const entry of entries) {
    group.push(entry);
    if (group.length < groupSize) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}

function checkFilter({ kind, experiment }: ListRequest): void {
  if (kind !== undefined && !jobKinds.includes(kind)) {
    throw invalidField('kind', kind, `must be one of ${jobKinds.join(', ')}`);
  }
  // It becomes part of a subject of NATS, where some characters have a meaning.
  if (experiment && !/^[\w-]{1,64}$/.test(experiment)) {
    throw invalidField('experiment', experiment, 'must be up to 64 letters, digits, - and _');
  }
}

function pageSize(size = 0): number {
  if (!Number.isInteger(size) || size < 0) throw invalidField('page_size', size, 'must be a whole number from 0');
  return Math.min(size || 50, 1000);
}

function writeToken(position: number, { kind, experiment, state }: ListRequest): string {
  return Buffer.from(JSON.stringify([kind ?? '', experiment ?? '', state ?? '', position])).toString('base64url');
}

function readToken(token: string, { kind, experiment, state }: ListRequest): number {
  try {
    if (token.length <= longestToken) {
      const [ofKind, ofExperiment, ofState, position] = JSON.parse(Buffer.from(token, 'base64url').toString());
      const isOfThis = ofKind === (kind ?? '') && ofExperiment === (experiment ?? '') && ofState === (state ?? '');
      if (Number.isSafeInteger(position) && isOfThis) return position;
    }
  } catch {}
  throw invalidField('page_token', token, 'must be next_page_token of an answer to the same request');
}
