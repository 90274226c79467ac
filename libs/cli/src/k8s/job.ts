import type { Json, JsonObject } from '../spec.js';

/** What all Jobs take from flags. */
export interface JobOptions {
  /** What the generated name begins with. */
  name?: string;
  namespace: string;
  image?: string;
  /** Seconds until it is ended, whatever it is at. */
  deadline: number;
  /** Kueue's. */
  queue?: string;
}

export interface JobParts {
  /** What it does, in a word: `training`. */
  about: string;
  /** Of `app.kubernetes.io/`, which NetworkPolicies go by. */
  labels: { name: string; component: 'job' | 'client' };
  /** What the pod reads at `specFile`. */
  spec: Json;
  pod: JsonObject;
  /** Tries after the first, of pods that ended for no known reason. */
  retries: number;
  /** Exit codes after which another try is no use. */
  final: number[];
  /** Exit codes of a pod that was interrupted, which count as no failure. */
  interrupted: number[];
  /** Pods with an index each. Default: one pod without. */
  shards?: number;
}

/** How long an ended Job stays to be looked at, in seconds. */
const KEPT = 86_400;

/**
 * A Job. Its pods are tried again until they succeed, save where that is no use; one that lost its node or was evicted
 * doesn't count.
 */
export function jobManifest(options: JobOptions, parts: JobParts): JsonObject {
  const { name = parts.about, namespace, deadline, queue } = options;
  const { spec, pod, retries, final, interrupted, shards } = parts;
  const labels = {
    'app.kubernetes.io/name': parts.labels.name,
    'app.kubernetes.io/component': parts.labels.component,
    'app.kubernetes.io/part-of': 'parallax',
  };
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      generateName: `${name}-`,
      namespace,
      labels: { ...labels, ...(queue && { 'kueue.x-k8s.io/queue-name': queue }) },
    },
    spec: {
      ...(queue && { suspend: true }),
      ...(shards && { completionMode: 'Indexed', completions: shards, parallelism: shards }),
      backoffLimit: retries,
      activeDeadlineSeconds: deadline,
      ttlSecondsAfterFinished: KEPT,
      podFailurePolicy: {
        rules: [
          { action: 'FailJob', onExitCodes: { operator: 'In', values: final } },
          { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] },
          { action: 'Ignore', onExitCodes: { operator: 'In', values: interrupted } },
        ],
      },
      template: {
        metadata: {
          labels,
          annotations: {
            'parallax/spec': JSON.stringify(spec),
            ...(parts.labels.component === 'job' && { 'prometheus.io/scrape': 'true', 'prometheus.io/port': '9464' }),
          },
        },
        spec: pod,
      },
    },
  };
}
