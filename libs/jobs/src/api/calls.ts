import { notFound } from '@parallax/errors';
import type { StartRequest } from '../flow/start.js';
import { kindOf } from '../id.js';
import type { Jobs } from '../jobs.js';
import type { JobKind, JobRecord } from '../record.js';

interface ById {
  id?: string;
}

interface ListCall {
  pageSize?: number;
  pageToken?: string;
  experiment?: string;
}

interface WatchCall extends ById {
  afterRevision?: number;
}

/**
 * The RPCs that all kinds of job have in common, as plain functions.
 *
 * @param kind the jobs that the service knows; any other's id is NOT_FOUND
 * @param toMessage a record as the API's job, such as TrainingJob
 */
export function jobCalls<Message>(
  jobs: Jobs,
  kind: JobKind,
  toMessage: (job: JobRecord) => Message | Promise<Message>,
) {
  const known = ({ id = '' }: ById): string => {
    if (kindOf(id) !== kind) throw notFound(kind, id);
    return id;
  };
  return {
    /** @param resolve checks a request and fills it in */
    start<Request>(resolve: (request: Request, signal: AbortSignal) => Promise<StartRequest>) {
      return async (request: Request, call: { signal: AbortSignal }) => {
        return { job: await toMessage(await jobs.start(await resolve(request, call.signal))) };
      };
    },
    async get(request: ById) {
      return { job: await toMessage(await jobs.get(known(request))) };
    },
    async list(request: ListCall) {
      const { jobs: records, nextPageToken } = await jobs.list({ ...request, kind });
      return { jobs: await Promise.all(records.map(toMessage)), nextPageToken };
    },
    async *watch(request: WatchCall, call: { signal: AbortSignal }) {
      const { afterRevision } = request;
      for await (const job of jobs.watch(known(request), { afterRevision, signal: call.signal })) {
        yield { job: await toMessage(job) };
      }
    },
    async cancel(request: ById) {
      return { job: await toMessage(await jobs.cancel(known(request))) };
    },
    async delete(request: ById) {
      await jobs.delete(known(request));
      return {};
    },
  };
}
