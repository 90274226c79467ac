import { outsideSpans } from '@parallax/telemetry';
import type { JobRecord } from './job.js';
import type { JobStores } from './stores.js';

/** What can happen to a job. */
export type JobEvent =
  | 'queued'
  | 'started'
  | 'progress'
  | 'checkpoint'
  | 'paused'
  | 'succeeded'
  | 'failed'
  | 'cancelled';

/**
 * Publishes what happened to a job: event `<kind>.<what>`, about the job's id. What happens once in an attempt has an
 * id that tells it from a repetition.
 *
 * @throws UNAVAILABLE
 */
export async function publishJobEvent({ events }: JobStores, what: JobEvent, job: JobRecord): Promise<void> {
  const repeats = what === 'progress' || what === 'checkpoint' || what === 'paused';
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
      lastFailure: job.lastFailure,
      error: job.error,
    },
  };
  // What comes again and again would fill a trace.
  await (repeats ? outsideSpans(() => events.publish(event)) : events.publish(event));
}

/** The same where the news may be lost: the records decide, the events only tell. */
export async function tryToPublish(stores: JobStores, what: JobEvent, job: JobRecord): Promise<void> {
  try {
    await publishJobEvent(stores, what, job);
  } catch (thrown) {
    stores.log.warn({ err: thrown, job: job.id }, `could not publish the event ${what}`);
  }
}
