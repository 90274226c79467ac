import { join } from 'node:path';
import test from 'ava';
import { kubectl, until } from './support/kubectl.js';
import { Namespace } from './support/namespace.js';
import { confined, container, pod, podSpec, restricted } from './support/stand-in.js';

const pki = join(process.env.PARALLAX_K8S_RUN ?? '', 'pki');

/** Each breaks one rule of `restricted`, and is told so. */
const lax: [string, object, RegExp][] = [
  ['root', podSpec([], { securityContext: { ...restricted.securityContext, runAsUser: 0 } }), /runAsUser=0/],
  [
    'no promise not to be root',
    podSpec([], { securityContext: { seccompProfile: { type: 'RuntimeDefault' } } }),
    /runAsNonRoot != true/,
  ],
  ['no seccomp profile', podSpec([], { securityContext: { runAsNonRoot: true } }), /seccompProfile/],
  ["the node's network", podSpec([], { hostNetwork: true }), /host namespaces/],
  [
    "a folder of the node's",
    podSpec([], { volumes: [{ name: 'etc', hostPath: { path: '/etc' } }] }),
    /restricted volume types|hostPath/,
  ],
  ['more rights than its parent', loose({ allowPrivilegeEscalation: true }), /allowPrivilegeEscalation != false/],
  ['capabilities', loose({ capabilities: { add: ['NET_ADMIN'] } }), /unrestricted capabilities/],
  ['all of it', loose({ privileged: true }), /privileged/],
];

function loose(context: object): object {
  const securityContext = { ...confined.securityContext, ...context };
  return podSpec([], { containers: [container([], { securityContext })] });
}

test.serial('a namespace that enforces restricted admits the pod that keeps the rules, and no other', async (t) => {
  const namespace = await Namespace.create(t, 'strict');
  for (const [what, spec, message] of lax) {
    await t.throwsAsync(namespace.apply(pod('lax', spec)), { message }, what);
  }
  await namespace.apply(pod('proper', podSpec(['exit', '0'])));
  await namespace.untilPhase('proper', 'Succeeded');
});

test.serial('a manifest with a field that the API server does not know is refused by its name', async (t) => {
  const namespace = await Namespace.create(t, 'unknown');
  await t.throwsAsync(namespace.apply(pod('unknown', podSpec([], { nodeSelecter: {} }))), { message: /nodeSelecter/ });
});

test.serial('a service account without a role may do nothing, and one with a role what it says', async (t) => {
  const namespace = await Namespace.create(t, 'rbac');
  const token = (await namespace.kubectl(['create', 'token', 'default'])).trim();
  const asAccount = (...args: string[]) =>
    namespace.kubectl(['--kubeconfig=/dev/null', ...server(), `--token=${token}`, ...args]);
  await t.throwsAsync(asAccount('get', 'pods'), { message: /cannot list resource "pods"/ });

  const subject = { kind: 'ServiceAccount', name: 'default', namespace: namespace.name };
  await namespace.apply(
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata: { name: 'reader', namespace: namespace.name },
      rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['list'] }],
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { name: 'reader', namespace: namespace.name },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'reader' },
      subjects: [subject],
    },
  );
  await until('the role', 10, async () => (await asAccount('get', 'pods', '--output=name')) === '');
  await t.throwsAsync(asAccount('get', 'secrets'), { message: /cannot list resource "secrets"/ });
  await t.throwsAsync(asAccount('delete', 'pod', 'any'), { message: /cannot delete resource "pods"/ });
});

test.serial('a node may change neither another node nor its own taints', async (t) => {
  const asNode = (...args: string[]) => kubectl([`--kubeconfig=${join(pki, 'system:node:gpu-1.kubeconfig')}`, ...args]);
  await t.throwsAsync(asNode('label', 'node', 'cpu-1', 'nvidia.com/gpu.present=true'), {
    message: /node 'gpu-1' cannot read 'cpu-1', only its own Node object/,
  });
  await t.throwsAsync(asNode('taint', 'node', 'gpu-1', 'nvidia.com/gpu-'), {
    message: /is not allowed to modify taints/,
  });
});

test.serial('a pod gets no requests while its readiness probe is refused', async (t) => {
  const namespace = await Namespace.create(t, 'ready');
  const labels = { app: 'served' };
  // The one serves HTTP, which a gRPC probe refuses; the other answers the probe that it is asked by.
  const served = (probe: object) =>
    podSpec([], { containers: [container(['serve', ':8080'], { readinessProbe: { periodSeconds: 1, ...probe } })] });
  await namespace.apply(
    pod('unready', served({ grpc: { port: 8080 } }), labels),
    pod('ready', served({ httpGet: { port: 8080 } }), labels),
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'served' },
      spec: { selector: labels, ports: [{ port: 80, targetPort: 8080 }] },
    },
  );
  await namespace.kubectl(['wait', '--for=condition=Ready', 'pod/ready', '--timeout=60s']);
  await namespace.untilPhase('unready', 'Running');
  // The slice lists an endpoint before it follows the pod's readiness, which comes a moment after the pod's own condition.
  const ready = await until('both endpoints, one of them ready', 30, async () => {
    const [slice] = (await namespace.list('endpointslices', 'kubernetes.io/service-name=served')) as unknown as Slice[];
    const reached = slice?.endpoints.filter(({ conditions }) => conditions.ready) ?? [];
    return slice?.endpoints.length === 2 && reached.length > 0 && reached;
  });
  t.deepEqual(
    ready.map(({ targetRef }) => targetRef.name),
    ['ready'],
  );

  await namespace.apply(pod('client', podSpec(['get', 'http://served'], { restartPolicy: 'OnFailure' })));
  await namespace.untilPhase('client', 'Succeeded');
  t.is(await namespace.kubectl(['logs', 'client']), 'ready\n');
});

test.serial('a container whose liveness probe is refused is started again', async (t) => {
  const namespace = await Namespace.create(t, 'alive');
  const livenessProbe = { exec: { command: ['/stand-in', 'exit', '1'] }, periodSeconds: 1, failureThreshold: 2 };
  const spec = podSpec([], { containers: [container(['sleep', '600'], { livenessProbe })], restartPolicy: 'Always' });
  await namespace.apply(pod('hung', spec));
  const { status } = await namespace.until(
    'pod',
    'hung',
    60,
    (each) => each.status.containerStatuses?.[0].restartCount > 0,
  );
  t.truthy(status);
});

test.serial('a start-up probe keeps the others off until the container has started', async (t) => {
  const namespace = await Namespace.create(t, 'starting');
  const probes = {
    startupProbe: { tcpSocket: { port: 9 }, periodSeconds: 1, failureThreshold: 100 },
    livenessProbe: { exec: { command: ['/stand-in', 'exit', '1'] }, periodSeconds: 1, failureThreshold: 1 },
  };
  await namespace.apply(pod('slow', podSpec([], { containers: [container(['sleep', '600'], probes)] })));
  const refused = await until('the probe to be refused', 60, async () => {
    const events = (await namespace.list('events')) as unknown as { message: string; count?: number }[];
    return events.find(({ message, count }) => message.startsWith('Startup probe failed') && (count ?? 0) >= 3);
  });
  t.truthy(refused);
  const { status } = await namespace.get('pod', 'slow');
  t.is(status.containerStatuses[0].restartCount, 0);
  t.false(status.containerStatuses[0].started);
});

interface Slice {
  endpoints: { conditions: { ready: boolean }; targetRef: { name: string } }[];
}

/** Where the API server is, said outright rather than by a kubeconfig. */
function server(): string[] {
  return ['--server=https://10.254.0.1:6443', `--certificate-authority=${join(pki, 'ca.crt')}`];
}
