import type { JsMsg } from '@nats-io/jetstream';
import { type Attributes, SpanKind } from '@opentelemetry/api';
import { attributesOf, sentBy } from '@parallax/nats';
import { contextFrom, type OpenSpan, openSpan, recordSpan, semconv } from '@parallax/telemetry';
import type { JobRecord } from '../job.js';
import { destinationOf } from '../queue.js';

/**
 * The span of an attempt at a job that was just taken from the queue, and before it those of what the job has waited for: its
 * dependencies, then a worker. Their times are those of the record's changes, by the clock of NATS.
 */
export function openAttempt(job: JobRecord, message: JsMsg): OpenSpan {
  const parent = contextFrom(job.traceparent);
  const attributes: Attributes = {
    [semconv.ATTR_JOB_ID]: job.id,
    [semconv.ATTR_JOB_KIND]: job.kind,
    [semconv.ATTR_EXPERIMENT]: job.experiment,
    [semconv.ATTR_ATTEMPT]: job.attempt,
  };
  const queued = new Date(job.queueTime ?? job.createTime);
  if (job.attempt === 1 && job.dependsOn.length > 0) {
    recordSpan('dependency wait', { parent, attributes, startTime: new Date(job.createTime) }, queued);
  }
  recordSpan('queue wait', { parent, attributes, startTime: queued });
  const sender = sentBy(message);
  return openSpan(`${job.kind} attempt`, {
    kind: SpanKind.CONSUMER,
    parent,
    links: sender ? [...job.links, sender] : job.links,
    attributes: { ...attributes, ...attributesOf('process', 'process', destinationOf(job)) },
  });
}
