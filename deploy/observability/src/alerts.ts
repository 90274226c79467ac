import { catalogue, prometheusLabel, semconv } from '@parallax/telemetry';
import { by, INSTANCE, increase, series } from './promql.js';

const { jobs, runtime, training, views } = catalogue;
const { ATTR_ATTEMPT_OUTCOME, ATTR_EXPERIMENT, ATTR_JOB_ID, ATTR_JOB_KIND, ATTR_JOB_STATE } = semconv;

/** A rule as Prometheus reads it. */
export interface Rule {
  alert: string;
  expr: string;
  /** How long it must hold before it fires. */
  for: string;
  labels: { severity: 'warning' | 'critical' };
  annotations: { summary: string; description: string };
}

const kind = `{{ $labels.${prometheusLabel(ATTR_JOB_KIND)} }}`;
const job = `{{ $labels.${prometheusLabel(ATTR_JOB_ID)} }} (experiment {{ $labels.${prometheusLabel(ATTR_EXPERIMENT)} }})`;
const percent = '{{ $value | humanizePercentage }}';

/** The steps after which an encoder that learns has left the point from which it started. */
const WARMED_UP = 100;

function rule(
  alert: string,
  severity: 'warning' | 'critical',
  condition: { expr: string; for: string },
  summary: string,
  description: string,
): Rule {
  return { alert, ...condition, labels: { severity }, annotations: { summary, description } };
}

/** What somebody should be told of. */
export const rules: readonly Rule[] = [
  rule(
    'ParallaxCollapse',
    'critical',
    {
      expr: `(${series(training.rankMe)} < 2 or ${series(training.featureStd)} < 0.001) and on (${prometheusLabel(ATTR_JOB_ID)}) ${series(training.step)} > ${WARMED_UP}`,
      for: '2m',
    },
    `Training ${job} has collapsed`,
    'All images come out alike: an effective rank below 2, or no spread over a batch. What it trains from here on is lost time. Look at the loss beside ln(2N−1), and at temperature, learning rate and recipe.',
  ),
  rule(
    'ParallaxStall',
    'warning',
    { expr: `${series(training.stall)} > 0.5`, for: '10m' },
    `Training ${job} waits for its views ${percent} of the time`,
    'The accelerator idles. Scale the augmentation service, or look at the object store: dashboard Stages.',
  ),
  rule(
    'ParallaxQueueAge',
    'warning',
    { expr: `${by('max', [ATTR_JOB_KIND], series(jobs.age))} > 900`, for: '5m' },
    `A ${kind} job has waited for {{ $value | humanizeDuration }}`,
    'There are too few workers, or those that there are hang.',
  ),
  rule(
    'ParallaxNoWorker',
    'critical',
    {
      expr: `${by('max', [ATTR_JOB_KIND], series(jobs.depth))} > 0 unless on (${prometheusLabel(ATTR_JOB_KIND)}) ${by('count', [ATTR_JOB_KIND], series(jobs.running))}`,
      for: '5m',
    },
    `Jobs wait, and no ${kind} worker is there`,
    'None is scraped. On Kubernetes, look for pods that are Pending; where workers come with the queue, at the scaler.',
  ),
  rule(
    'ParallaxWorkerLost',
    'warning',
    {
      expr: `${by('sum', [ATTR_JOB_KIND], increase(jobs.attempts, { [ATTR_ATTEMPT_OUTCOME]: 'lost' }, '15m'))} > 0`,
      for: '0s',
    },
    `A ${kind} worker was lost with a job`,
    'The job is tried again from its last checkpoint. Often it is memory, or a node that went away.',
  ),
  rule(
    'ParallaxProcessDown',
    'critical',
    { expr: 'up{job="parallax"} == 0', for: '2m' },
    `{{ $labels.${INSTANCE} }} does not answer`,
    'Prometheus has not reached it for two minutes.',
  ),
  rule(
    'ParallaxJobsFail',
    'warning',
    {
      expr: `${by('sum', [ATTR_JOB_KIND], increase(jobs.ended, { [ATTR_JOB_STATE]: 'failed' }, '15m'))} > 0`,
      for: '0s',
    },
    `A ${kind} job has failed`,
    'Each says why: `parallax jobs list --state failed`; the reasons are in docs/errors.md.',
  ),
  rule(
    'ParallaxJetStreamFull',
    'critical',
    { expr: `max(${series(runtime.storage)}) / max(${series(runtime.storageLimit)}) > 0.9`, for: '5m' },
    `JetStream has used ${percent} of its storage`,
    'Once it is full no job can be started. Delete jobs that have ended, or give it more.',
  ),
  rule(
    'ParallaxViewsOverBudget',
    'warning',
    { expr: `max(${series(views.kept)}) / max(${series(views.budget)}) > 1.2`, for: '15m' },
    `Views take ${percent} of their budget`,
    'The sweep that removes the oldest does not keep up, or has ended.',
  ),
  rule(
    'ParallaxObjectStoreFull',
    'critical',
    { expr: 'minio_cluster_capacity_usable_free_bytes / minio_cluster_capacity_usable_total_bytes < 0.1', for: '5m' },
    `The object store has ${percent} of its space left`,
    "These are MinIO's own metrics; another store needs a rule of its own. Views, checkpoints and encoders fail to be written once it is full.",
  ),
];
