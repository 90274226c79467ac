import type { JsonObject } from '../spec.js';
import { version } from '../version.js';
import { type GpuOptions, gpuLimits, gpuPlacement, wantsGpu } from './gpu.js';
import { type JobOptions, jobManifest } from './job.js';
import { config, fieldVariable, pod, specFile } from './pod.js';

export interface WorkerJobOptions extends JobOptions, GpuOptions {
  /** Cores, and threads. Default: 2, with a GPU 4. */
  cpu?: number;
  /** Default: 4Gi, with a GPU 16Gi. */
  memory?: string;
}

/** What a worker's exit codes say: docs/jobs.md. */
const REFUSED = 64;
const FAILED = 70;
const INTERRUPTED = 75;

/**
 * A Job whose pod is the worker itself, with one request to run. The job of Parallax is named by the Job of Kubernetes: a pod
 * that takes another's place goes on from its last checkpoint.
 *
 * @param kind of job: `training` or `embedding`
 * @param request proto3 JSON of StartTrainingRequest or StartEmbeddingRequest
 * @param shards pods that share the work
 */
export function workerJob(
  options: WorkerJobOptions,
  kind: 'training' | 'embedding',
  request: JsonObject,
  shards?: number,
): JsonObject {
  const onGpu = wantsGpu(options);
  const { cpu = onGpu ? 4 : 2, memory = onGpu ? '16Gi' : '4Gi' } = options;
  const resources = { cpu: String(cpu), memory };
  const container = {
    name: 'worker',
    image: options.image ?? `parallax/worker:${version}${onGpu ? '-cuda' : ''}`,
    command: ['node', `services/${kind}/dist/worker.js`],
    args: ['--spec', specFile],
    env: [
      ...requestId(shards),
      { name: 'PARALLAX_THREADS', valueFrom: { resourceFieldRef: { resource: 'limits.cpu' } } },
      { name: 'PARALLAX_WORKER_MEMORY', valueFrom: { resourceFieldRef: { resource: 'limits.memory' } } },
    ],
    envFrom: [config, { secretRef: { name: 'parallax-credentials' } }],
    ports: [{ name: 'metrics', containerPort: 9464 }],
    resources: { requests: resources, limits: { ...resources, ...gpuLimits(options) } },
  };
  return jobManifest(options, {
    about: kind,
    labels: { name: kind, component: 'job' },
    spec: { kind, ...request },
    pod: pod('parallax-worker', container, gpuPlacement(options)),
    retries: 6,
    final: [REFUSED, FAILED],
    interrupted: [INTERRUPTED],
    ...(shards && { shards }),
  });
}

/** Kubernetes itself tells the container its index, by JOB_COMPLETION_INDEX. */
function requestId(shards: number | undefined): JsonObject[] {
  const name = (variable: string) => fieldVariable(variable, "metadata.labels['batch.kubernetes.io/job-name']");
  if (!shards) return [name('PARALLAX_REQUEST_ID')];
  const index = fieldVariable('INDEX', "metadata.labels['batch.kubernetes.io/job-completion-index']");
  return [name('JOB_NAME'), index, { name: 'PARALLAX_REQUEST_ID', value: '$(JOB_NAME)-$(INDEX)' }];
}
