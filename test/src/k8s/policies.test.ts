import test from 'ava';
import { KubectlError, until } from './support/kubectl.js';
import { Namespace } from './support/namespace.js';
import { pod, podSpec } from './support/stand-in.js';

/** A policy for the pods that a label selects; for all of them where it is left out. */
function policy(name: string, app: string | undefined, spec: object): object {
  const podSelector = app ? { matchLabels: { app } } : {};
  const metadata = { name };
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata, spec: { podSelector, ...spec } };
}

const deny = policy('deny', undefined, { policyTypes: ['Ingress', 'Egress'] });

/** Starts a pod for each name, labelled with it, and resolves with their addresses. */
async function startPods(namespace: Namespace, ...names: string[]): Promise<string[]> {
  await namespace.apply(...names.map((name) => pod(name, podSpec(['serve', ':8080']), { app: name })));
  const running = await Promise.all(names.map((name) => namespace.untilPhase(name, 'Running')));
  return running.map(({ status }) => status.podIP);
}

/** Whether a pod gets an answer from an address. */
async function reaches(namespace: Namespace, from: string, address: string): Promise<boolean> {
  try {
    await namespace.kubectl(['exec', from, '--', '/stand-in', 'get', `http://${address}:8080`]);
    return true;
  } catch (error) {
    if (error instanceof KubectlError && /Timeout exceeded/.test(error.message)) return false;
    throw error;
  }
}

test.serial('where policies deny by default, only those may speak that a policy names', async (t) => {
  const namespace = await Namespace.create(t, 'policies');
  const [server = ''] = await startPods(namespace, 'server', 'friend', 'stranger');
  t.true(await reaches(namespace, 'stranger', server));

  const port = { port: 8080 };
  await namespace.apply(
    deny,
    policy('serve', 'server', {
      policyTypes: ['Ingress'],
      ingress: [{ from: [{ podSelector: { matchLabels: { app: 'friend' } } }], ports: [port] }],
    }),
    policy('ask', 'friend', {
      policyTypes: ['Egress'],
      egress: [{ to: [{ podSelector: { matchLabels: { app: 'server' } } }], ports: [port] }],
    }),
  );
  await until('the denial', 30, async () => !(await reaches(namespace, 'stranger', server)));
  t.true(await reaches(namespace, 'friend', server));
  const [friend = ''] = (await namespace.list('pods', 'app=friend')).map(({ status }) => status.podIP);
  t.false(await reaches(namespace, 'server', friend), 'who is asked may not ask');
});

test.serial('a policy lets in a namespace by its label, and no other', async (t) => {
  const server = await Namespace.create(t, 'server');
  const client = await Namespace.create(t, 'client');
  const [address = ''] = await startPods(server, 'server');
  await startPods(client, 'client');
  await server.apply(
    deny,
    policy('serve', 'server', {
      policyTypes: ['Ingress'],
      ingress: [{ from: [{ namespaceSelector: { matchLabels: { 'parallax/clients': 'allowed' } } }] }],
    }),
  );
  await until('the denial', 30, async () => !(await reaches(client, 'client', address)));
  await client.kubectl(['label', 'namespace', client.name, 'parallax/clients=allowed']);
  await until('the permission', 30, () => reaches(client, 'client', address));
  t.pass();
});
