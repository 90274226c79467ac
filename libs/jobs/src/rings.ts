import { invalidField, ParallaxError, snakeCase } from '@parallax/errors';
import type { JobRecord } from './job.js';
import type { StartRequest } from './start.js';

/** What is looked at of a job. */
type Dependent = Pick<JobRecord, 'id' | 'dependsOn'>;

/** Where records are found, such as `Records`: of one that can't be read there is why. */
interface Found {
  findReadable(ids: readonly string[]): Promise<(Dependent | ParallaxError | undefined)[]>;
}

/** Records that are read at the same time. */
const readAtOnce = 64;

/**
 * Checks that a job doesn't come to depend on itself, by whatever its kind and those of the jobs in between: the job of a request
 * id may have been deleted after others had come to depend on it, and is about to be started again. Jobs in a ring could never be
 * retried. What is gone or can't be read leads nowhere.
 *
 * @param id that the job will have
 * @throws INVALID_FIELD, of the field of the spec that names the dependency, or else of `request_id`; UNAVAILABLE
 */
export async function checkRings(
  records: Found,
  id: string,
  { spec, requestId, dependsOn = [] }: Pick<StartRequest, 'spec' | 'requestId' | 'dependsOn'>,
): Promise<void> {
  const refuse = (first: string, must: string) => {
    const field = pathOf(first, spec, 'spec');
    return field ? invalidField(field, first, must) : invalidField('request_id', requestId, `${must}: ${first}`);
  };
  if (dependsOn.includes(id)) throw refuse(id, 'must name another job than this one');
  // Each job that was found, with the dependency by which it was.
  const found = new Map(dependsOn.map((first) => [first, first]));
  // It grows while it is gone through.
  const ids = [...found.keys()];
  for (let at = 0; at < ids.length; ) {
    const some = ids.slice(at, at + readAtOnce);
    at += some.length;
    for (const job of await records.findReadable(some)) {
      if (!job || job instanceof ParallaxError) continue;
      const first = found.get(job.id) as string;
      if (job.dependsOn.includes(id)) throw refuse(first, `must not lead back to ${id}, as it does by ${job.id}`);
      for (const next of job.dependsOn) {
        if (found.has(next)) continue;
        found.set(next, first);
        ids.push(next);
      }
    }
  }
}

/** Where a text stands in a message, spelled as in the contract. */
function pathOf(text: string, value: unknown, path: string): string | undefined {
  if (value === text) return path;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, each] of Object.entries(value)) {
    const found = pathOf(text, each, Array.isArray(value) ? `${path}[${key}]` : `${path}.${snakeCase(key)}`);
    if (found) return found;
  }
  return undefined;
}
