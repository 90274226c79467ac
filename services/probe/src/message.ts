import type { ProbeJobInput } from '@parallax/contract';
import { type JobRecord, jobStatus } from '@parallax/jobs';

/** A job's record as the API shows it. */
export function probeMessage(record: JobRecord): ProbeJobInput {
  const { id, spec, result } = record as JobRecord<object, object>;
  return { id, spec, status: jobStatus(record), ...(result && { result }) };
}
