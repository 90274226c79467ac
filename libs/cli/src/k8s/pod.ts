import type { JsonObject } from '../spec.js';

/** Where the pod finds its spec: the annotation `parallax/spec`, as a file. */
export const specFile = '/etc/parallax/spec.json';

/** The settings of every process: where the services and the stores are. */
export const config: JsonObject = { configMapRef: { name: 'parallax-config' } };

/** What `k8s/components/restricted` and `k8s/base` give each pod of a Deployment, for a pod of a Job. */
export function pod(account: string, container: JsonObject, placement: JsonObject = {}): JsonObject {
  return {
    restartPolicy: 'Never',
    serviceAccountName: account,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    priorityClassName: 'parallax-batch',
    terminationGracePeriodSeconds: 60,
    ...placement,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: 65532,
      runAsGroup: 65532,
      fsGroup: 65532,
      fsGroupChangePolicy: 'OnRootMismatch',
      seccompProfile: { type: 'RuntimeDefault' },
    },
    containers: [
      {
        ...container,
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        },
        volumeMounts: [
          { name: 'spec', mountPath: '/etc/parallax' },
          { name: 'tmp', mountPath: '/tmp' },
        ],
      },
    ],
    volumes: [
      {
        name: 'spec',
        downwardAPI: {
          items: [{ path: 'spec.json', fieldRef: { fieldPath: "metadata.annotations['parallax/spec']" } }],
        },
      },
      { name: 'tmp', emptyDir: {} },
    ],
  };
}

/** An environment variable that a label or annotation of the pod tells. */
export function fieldVariable(name: string, fieldPath: string): JsonObject {
  return { name, valueFrom: { fieldRef: { fieldPath } } };
}
