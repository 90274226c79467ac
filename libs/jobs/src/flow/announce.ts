import { outsideSpans } from '@parallax/telemetry';
import type { JobRecord } from '../record.js';
import type { Backend } from '../store/backend.js';

export type Happening = 'queued' | 'started' | 'progress' | 'checkpoint' | 'succeeded' | 'failed' | 'cancelled';

/**
 * Tells the world what happened to a job: event `<kind>.<what>`, about the job's id. What happens once in an attempt has an
 * id that tells it from a repetition.
 *
 * @throws UNAVAILABLE
 */
export async function announce({ events }: Backend, what: Happening, job: JobRecord): Promise<void> {
  const repeats = what === 'progress' || what === 'checkpoint';
  const event = {
    type: `${job.kind}.${what}`,
    subject: job.id,
    id: repeats ? `${job.id}/${what}/${job.revision}` : `${job.id}/${what}/${job.attempt}`,
    traceparent: job.traceparent,
    data: {
      id: job.id,
      kind: job.kind,
      experiment: job.experiment,
      state: job.state,
      attempt: job.attempt,
      worker: job.worker,
      deviceClass: job.deviceClass,
      progress: job.progress,
      checkpoint: what === 'checkpoint' ? job.checkpoint?.blob : undefined,
      error: job.error,
    },
  };
  // What comes again and again would fill a trace.
  await (repeats ? outsideSpans(() => events.publish(event)) : events.publish(event));
}

/** The same where the news may be lost: the records decide, the events only tell. */
export async function tryToAnnounce(backend: Backend, what: Happening, job: JobRecord): Promise<void> {
  try {
    await announce(backend, what, job);
  } catch (thrown) {
    backend.log.warn({ err: thrown, job: job.id }, `could not announce ${what}`);
  }
}
