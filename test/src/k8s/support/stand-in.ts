/** The image of test/k8s/tools/stand-in, which every node has. */
const IMAGE = 'parallax.local/stand-in:1';

/** What `restricted` wants of a pod. */
export const restricted = {
  automountServiceAccountToken: false,
  securityContext: {
    runAsNonRoot: true,
    runAsUser: 65532,
    runAsGroup: 65532,
    fsGroup: 65532,
    seccompProfile: { type: 'RuntimeDefault' },
  },
};

/** What `restricted` wants of a container. */
export const confined = {
  securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
};

/** A container that does as the arguments say (`sleep 60`, `exit 64`, `serve :8080`). Small, so that many fit a node. */
export function container(args: readonly string[], more: object = {}): object {
  const resources = { requests: { cpu: '10m', memory: '16Mi' } };
  return { name: 'main', image: IMAGE, args, resources, ...confined, ...more };
}

/** The spec of a pod with one container, on a node without a GPU. It waits for no grace when it is deleted. */
export function podSpec(args: readonly string[], more: object = {}): object {
  return { ...restricted, terminationGracePeriodSeconds: 1, containers: [container(args)], ...more };
}

/** What a pod says in order to get one GPU, as k8s/components/nvidia does. */
export function onGpu(args: readonly string[], more: object = {}): object {
  const resources = { requests: { cpu: '10m', memory: '16Mi' }, limits: { 'nvidia.com/gpu': '1' } };
  return podSpec(args, {
    nodeSelector: { 'nvidia.com/gpu.present': 'true' },
    tolerations: [{ key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' }],
    containers: [container(args, { resources })],
    ...more,
  });
}

export function pod(name: string, spec: object, labels: Record<string, string> = {}): object {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name, labels }, spec: { restartPolicy: 'Never', ...spec } };
}
