import * as semconv from './semconv.js';

const { ATTR_ERROR_TYPE, ATTR_EXPERIMENT, ATTR_JOB_ID, ATTR_JOB_KIND, ATTR_JOB_STATE } = semconv;
const { ATTR_ATTEMPT_OUTCOME, ATTR_CPU_MODE, ATTR_HW_ID, ATTR_HW_NAME, ATTR_STAGE } = semconv;
const { ATTR_PROBE, ATTR_PROCESS, ATTR_REPRESENTATION } = semconv;

/** What a metric is; `docs/metrics.md` is tested against these. */
export interface Metric {
  /** OpenTelemetry's: with dots. */
  name: string;
  type: 'counter' | 'gauge' | 'histogram';
  /** UCUM; empty for a number without a unit that is no ratio. */
  unit: string;
  /** The names of its attributes. */
  attributes: readonly string[];
  about: string;
  /** Of a histogram; default: those that the conventions advise for durations, to 10 s. */
  buckets?: readonly number[];
}

const job = [ATTR_JOB_ID, ATTR_EXPERIMENT];
const kind = [ATTR_JOB_KIND];
const stage = [ATTR_JOB_KIND, ATTR_STAGE];
const gpu = [ATTR_HW_ID, ATTR_HW_NAME];

const a =
  (type: Metric['type']) =>
  (name: string, unit: string, attributes: readonly string[], about: string, buckets?: readonly number[]): Metric => {
    return { name, type, unit, attributes, about, ...(buckets && { buckets }) };
  };
const [counter, gauge, histogram] = [a('counter'), a('gauge'), a('histogram')];

/** Seconds, from one to three days. */
const jobBuckets = [1, 5, 15, 60, 300, 900, 3600, 14_400, 43_200, 86_400, 259_200];

/** Of the training worker. Counters bear no job's id: they would never end. */
export const training = {
  views: counter('parallax.training.views', '{view}', [], 'views trained on'),
  images: counter('parallax.training.images', '{image}', [], 'images trained on, each once an epoch'),
  steps: counter('parallax.training.steps', '{step}', [], 'optimiser steps'),
  step: gauge('parallax.training.step', '{step}', job, 'steps done'),
  epoch: gauge('parallax.training.epoch', '{epoch}', job, 'the epoch under way, from 1'),
  viewThroughput: gauge('parallax.training.view_throughput', '{view}/s', job, 'views a second, since the last reading'),
  imageThroughput: gauge('parallax.training.image_throughput', '{image}/s', job, 'images a second, likewise'),
  stall: gauge('parallax.training.stall', '1', job, 'share of the time since the last reading that waited for views'),
  loss: gauge('parallax.training.loss', '', job, 'mean over the steps since the last reading'),
  learningRate: gauge('parallax.training.learning_rate', '', job, 'of the last step'),
  gradientNorm: gauge(
    'parallax.training.gradient_norm',
    '',
    job,
    'of all gradients together, before clipping, in the step that was read',
  ),
  contrastiveTop1: gauge(
    'parallax.training.contrastive_top1',
    '1',
    job,
    'how often a view’s positive is the most similar of its batch, in the step that was read; not where the objective has no pairs',
  ),
  featureStd: gauge(
    'parallax.training.feature_std',
    '',
    job,
    'mean over coordinates of the standard deviation over the batch, of the unit rows that the objective compares; 1/√width when spread evenly, 0 when collapsed (Chen & He 2021)',
  ),
  alignment: gauge(
    'parallax.training.alignment',
    '',
    job,
    'mean squared distance of two views of a held-out image (Wang & Isola 2020, α = 2)',
  ),
  uniformity: gauge(
    'parallax.training.uniformity',
    '',
    job,
    'logarithm of the mean of exp(−2 · squared distance) over held-out images (Wang & Isola 2020)',
  ),
  rankMe: gauge('parallax.training.rank_me', '', job, 'effective rank of projections (Garrido et al. 2023)'),
  knnAccuracy: gauge('parallax.training.knn_accuracy', '1', job, 'online weighted kNN on features (Wu et al. 2018)'),
} as const;

/** Of embedding and probe workers. */
export const evaluation = {
  embedded: counter('parallax.embedding.images', '{image}', [], 'images embedded'),
  accuracy: gauge(
    'parallax.probe.accuracy',
    '1',
    [...job, ATTR_PROBE, ATTR_REPRESENTATION],
    'share of the test images that a probe gets right, once it has run',
  ),
} as const;

/** Of all workers, and, the queue's, of the servers: each of its own kind, so take the greatest over replicas. */
export const jobs = {
  depth: gauge('parallax.queue.depth', '{job}', kind, 'jobs in the queue that no worker has taken'),
  age: gauge('parallax.queue.age', 's', kind, 'since the oldest of them was queued; 0 where there is none'),
  taken: gauge('parallax.queue.taken', '{job}', kind, 'jobs in the queue that are run, or wait to be tried again'),
  running: gauge('parallax.jobs.running', '{job}', kind, 'jobs that this worker runs: 0 or 1'),
  progress: gauge('parallax.job.progress', '1', [...job, ATTR_JOB_KIND], 'done, of the stage under way'),
  attempts: counter(
    'parallax.job.attempts',
    '{attempt}',
    [ATTR_JOB_KIND, ATTR_ATTEMPT_OUTCOME],
    'attempts that ended, by outcome',
  ),
  redeliveries: counter('parallax.job.redeliveries', '{delivery}', kind, 'jobs that came from the queue once more'),
  errors: counter(
    'parallax.job.errors',
    '{error}',
    [ATTR_JOB_KIND, ATTR_ERROR_TYPE],
    'attempts that failed, by reason',
  ),
  ended: counter('parallax.job.ended', '{job}', [ATTR_JOB_KIND, ATTR_JOB_STATE], 'jobs that ended, by state'),
  duration: histogram(
    'parallax.job.duration',
    's',
    [ATTR_JOB_KIND, ATTR_JOB_STATE],
    'from when a worker first took a job to its end; none where no worker did',
    jobBuckets,
  ),
  wait: histogram(
    'parallax.job.wait',
    's',
    kind,
    'from when a job was queued to when a worker first took it',
    jobBuckets,
  ),
  unreadable: gauge(
    'parallax.jobs.unreadable',
    '{job}',
    [ATTR_JOB_ID],
    '1 of a job whose record can’t be read, so that blobs are kept which it might need; of the server that collects them, and of 100 jobs at most',
  ),
} as const;

/** Of all workers. Stages may overlap: views are read ahead. */
export const stages = {
  time: counter('parallax.stage.time', 's', stage, 'time in a stage'),
  io: counter('parallax.stage.io', 'By', stage, 'bytes that a stage read, wrote or moved'),
  duration: histogram('parallax.stage.duration', 's', stage, 'one call of a stage'),
} as const;

/** Of the augmentation service, and what its sweep last saw. */
export const views = {
  rendered: counter('parallax.views.rendered', '{view}', [], 'views made'),
  reused: counter('parallax.views.reused', '{view}', [], 'views asked for that were there'),
  stored: counter('parallax.views.stored', 'By', [], 'bytes of views put into the object store'),
  renderDuration: histogram('parallax.views.render.duration', 's', [], 'rendering one request’s views'),
  storeDuration: histogram('parallax.views.store.duration', 's', [], 'putting one request’s views into the store'),
  kept: gauge('parallax.views.kept', 'By', [], 'bytes of views in the object store'),
  budget: gauge('parallax.views.budget', 'By', [], 'bytes of views that may be kept'),
} as const;

/** Of every process; of a worker's computation while there is one; and of the machine where it has NVIDIA's GPUs. */
export const runtime = {
  tensors: gauge('parallax.tensors.live', '{tensor}', kind, 'tensors that TensorFlow holds'),
  tensorBytes: gauge('parallax.tensors.size', 'By', kind, 'their bytes'),
  storage: gauge('parallax.jetstream.storage', 'By', [], 'bytes of JetStream’s streams on disk'),
  storageLimit: gauge('parallax.jetstream.storage_limit', 'By', [], 'how many there may be; absent where unlimited'),
  cpuTime: counter('process.cpu.time', 's', [ATTR_PROCESS, ATTR_CPU_MODE], 'processor time'),
  memory: gauge('process.memory.usage', 'By', [ATTR_PROCESS], 'resident memory'),
  gpuMemory: gauge('hw.gpu.memory.usage', 'By', gpu, 'GPU memory in use'),
  gpuMemoryLimit: gauge('hw.gpu.memory.limit', 'By', gpu, 'GPU memory there is'),
  gpuUtilisation: gauge('hw.gpu.utilization', '1', gpu, 'share of the last second in which the GPU computed'),
} as const;

const call = [semconv.ATTR_RPC_SYSTEM_NAME, semconv.ATTR_RPC_METHOD, semconv.ATTR_RPC_RESPONSE_STATUS_CODE];

/** Of whoever answers or makes calls. */
export const rpc = {
  server: histogram('rpc.server.call.duration', 's', [...call, ATTR_ERROR_TYPE], 'an incoming call'),
  client: histogram(
    'rpc.client.call.duration',
    's',
    [...call, ATTR_ERROR_TYPE, semconv.ATTR_SERVER_ADDRESS, semconv.ATTR_SERVER_PORT],
    'an outgoing call',
  ),
} as const;
