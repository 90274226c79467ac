import test, { type ExecutionContext } from 'ava';
import { KubectlError, kubectl, type Resource, until } from './support/kubectl.js';
import { only, overlayIn } from './support/overlay.js';
import { container, pod, podSpec } from './support/stand-in.js';

const namespace = 'parallax-network';

/** In place of Parallax's pods: by their names and components, on their ports. */
const servers: [name: string, component: string, ...ports: number[]][] = [
  ['augmentation', 'server', 50051],
  ['training', 'server', 50052, 9464],
  ['training', 'worker', 9464],
  ['training', 'job', 9464],
  ['embedding', 'inline', 9464],
  ['parallax', 'client', 9464],
  ['nats', 'store', 4222, 8222],
  ['object-store', 'store', 9000],
];

/** Pods in other namespaces, by namespace. */
const others: Record<string, Record<string, string>> = {
  keda: {},
  monitoring: {},
  'parallax-clients': { 'parallax/clients': 'allowed' },
  'parallax-strangers': {},
};

/** Who reaches whom; whoever is not named here is not reached. */
const ways: Record<string, string[]> = {
  'training-server': ['augmentation-server:50051', 'nats-store:4222', 'object-store-store:9000'],
  'training-worker': ['augmentation-server:50051', 'nats-store:4222', 'object-store-store:9000'],
  'training-job': ['augmentation-server:50051', 'nats-store:4222', 'object-store-store:9000'],
  'embedding-inline': ['nats-store:4222', 'object-store-store:9000'],
  'augmentation-server': ['nats-store:4222', 'object-store-store:9000'],
  'parallax-client': ['augmentation-server:50051', 'training-server:50052', 'object-store-store:9000'],
  'nats-store': [],
  keda: ['nats-store:8222'],
  monitoring: [
    'embedding-inline:9464',
    'object-store-store:9000',
    'parallax-client:9464',
    'training-job:9464',
    'training-server:9464',
    'training-worker:9464',
  ],
  'parallax-clients': ['augmentation-server:50051', 'training-server:50052', 'object-store-store:9000'],
  'parallax-strangers': [],
};

const part = (of: string, value: string) => ({ [`app.kubernetes.io/${of}`]: value });

function standIn([name, component, ...ports]: (typeof servers)[number]): object {
  const containers = ports.map((port) => container(['serve', `:${port}`], { name: `port-${port}` }));
  const labels = { ...part('name', name), ...part('component', component), ...part('part-of', 'parallax') };
  return pod(`${name}-${component}`, podSpec([], { containers }), labels);
}

const apply = (within: string, items: object[]) =>
  kubectl(
    ['apply', '--server-side', `--namespace=${within}`, '--filename=-'],
    JSON.stringify({ apiVersion: 'v1', kind: 'List', items }),
  );

/** Makes a namespace that goes at the end of the test, unless it is there. */
async function makeNamespace(t: ExecutionContext, name: string, labels: object = {}): Promise<void> {
  const manifest = { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
  t.teardown(() => kubectl(['delete', 'namespace', name, '--wait=false', '--ignore-not-found']));
  await kubectl(['apply', '--server-side', '--filename=-'], JSON.stringify(manifest));
}

/** Whether a pod gets an answer, by `pod` or `namespace/pod`. */
async function reaches(from: string, url: string): Promise<boolean> {
  const within = from in others ? from : namespace;
  const name = from in others ? 'stranger' : from;
  const main = from in others ? 'main' : `port-${servers.find(([a, b]) => `${a}-${b}` === from)?.[2]}`;
  try {
    await kubectl(['exec', `--namespace=${within}`, name, `--container=${main}`, '--', '/stand-in', 'get', url]);
    return true;
  } catch (error) {
    if (error instanceof KubectlError && /Timeout exceeded|no such host/.test(error.message)) return false;
    throw error;
  }
}

test('by the policies of Parallax, everybody reaches whom the code speaks to, and nobody else', async (t) => {
  t.timeout(600_000);
  await makeNamespace(t, namespace);
  for (const [name, labels] of Object.entries(others)) {
    await makeNamespace(t, name, labels);
    await apply(name, [pod('stranger', podSpec(['serve', ':8080']))]);
    await kubectl(['wait', `--namespace=${name}`, '--for=condition=Ready', 'pod/stranger', '--timeout=60s']);
  }
  const kept = only(await overlayIn(namespace, 'cpu'), /^kind: (NetworkPolicy|Service)$/m);
  await kubectl(['apply', '--server-side', '--filename=-'], kept);
  await apply(namespace, servers.map(standIn));
  await kubectl(['wait', `--namespace=${namespace}`, '--for=condition=Ready', 'pod', '--all', '--timeout=120s']);

  const pods: Resource[] = JSON.parse(
    await kubectl(['get', 'pods', `--namespace=${namespace}`, '--output=json']),
  ).items;
  const targets = servers.flatMap(([name, component, ...ports]) => ports.map((port) => `${name}-${component}:${port}`));
  const urlOf = (target: string) => {
    const [name, port] = target.split(':');
    return `http://${pods.find(({ metadata }) => metadata.name === name)?.status.podIP}:${port}`;
  };
  await until('the denial', 30, async () => !(await reaches('parallax-strangers', urlOf('nats-store:4222'))));
  for (const [from, allowed] of Object.entries(ways)) {
    const own = targets.filter((target) => target.startsWith(`${from}:`));
    const asked = targets.filter((target) => !own.includes(target));
    const reached = await Promise.all(asked.map((target) => reaches(from, urlOf(target))));
    const found = asked.filter((_, index) => reached[index]);
    t.deepEqual(found.sort(), [...allowed].sort(), from);
  }
  t.true(await reaches('training-worker', 'http://object-store:9000'), 'and names resolve');
});
