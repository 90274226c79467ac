import type { Json, JsonObject } from '../spec.js';
import { version } from '../version.js';
import { type JobOptions, jobManifest } from './job.js';
import { config, fieldVariable, pod, specFile } from './pod.js';

/** The command's own exit codes. */
const WRONG_USAGE = 2;
const TERMINATED = 128 + 15;

/**
 * A Job that submits an experiment to the services and waits for its end: `parallax run`. It is named by the Job, so that a
 * pod that takes another's place finds the experiment that is under way.
 *
 * @param training proto3 JSON of a TrainingSpec
 * @param flags what else `parallax run` is told
 */
export function clientJob(options: JobOptions, training: Json, flags: string[]): JsonObject {
  const container = {
    name: 'client',
    image: options.image ?? `parallax/server:${version}`,
    command: ['parallax', 'run', '--spec', specFile, '--request-id', '$(JOB_NAME)', '--out', '/tmp/out', ...flags],
    envFrom: [config],
    env: [fieldVariable('JOB_NAME', "metadata.labels['batch.kubernetes.io/job-name']")],
    resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '512Mi' } },
  };
  return jobManifest(options, {
    about: 'experiment',
    labels: { name: 'parallax', component: 'client' },
    spec: training,
    pod: pod('parallax-client', container),
    // The experiment goes on without it, and a failed one stays so.
    retries: 2,
    final: [WRONG_USAGE],
    interrupted: [TERMINATED],
  });
}
