import test from 'ava';
import { until } from './support/kubectl.js';
import { Namespace } from './support/namespace.js';
import { container, onGpu, pod, podSpec } from './support/stand-in.js';

const GPU_NODE = 'gpu-1';

/** Resolves with the scheduler's reason why a pod waits. */
async function whyPending(namespace: Namespace, name: string): Promise<string> {
  return until(`a reason why ${name} waits`, 30, async () => {
    const { status } = await namespace.get('pod', name);
    const scheduled = (status.conditions ?? []).find(({ type }: { type: string }) => type === 'PodScheduled');
    return scheduled?.status === 'False' && (scheduled.message as string);
  });
}

test.serial('of two pods that want a GPU the second waits, says why, and runs when the first is done', async (t) => {
  const namespace = await Namespace.create(t, 'gpus');
  await namespace.apply(pod('first', onGpu(['sleep', '600'])));
  const first = await namespace.untilPhase('first', 'Running');
  t.is(first.spec.nodeName, GPU_NODE);

  await namespace.apply(pod('second', onGpu(['exit', '0'])));
  t.regex(await whyPending(namespace, 'second'), /^0\/3 nodes are available: .*1 Insufficient nvidia\.com\/gpu/);

  await namespace.kubectl(['delete', 'pod', 'first']);
  const second = await namespace.untilPhase('second', 'Succeeded');
  t.is(second.spec.nodeName, GPU_NODE);
});

test.serial('a pod that does not tolerate the taint of GPU nodes waits beside a free GPU', async (t) => {
  const namespace = await Namespace.create(t, 'taint');
  await namespace.apply(pod('intolerant', onGpu(['exit', '0'], { tolerations: [] })));
  t.regex(await whyPending(namespace, 'intolerant'), /1 node\(s\) had untolerated taint\(s\)/);
});

test.serial('a pod that wants another product waits beside a free GPU', async (t) => {
  const namespace = await Namespace.create(t, 'product');
  const nodeSelector = { 'nvidia.com/gpu.product': 'NVIDIA-A100-SXM4-80GB' };
  await namespace.apply(pod('choosy', onGpu(['exit', '0'], { nodeSelector })));
  t.regex(await whyPending(namespace, 'choosy'), /3 node\(s\) didn't match Pod's node affinity\/selector/);
});

test.serial('replicas spread over the nodes without a GPU, and leave the GPU node alone', async (t) => {
  const namespace = await Namespace.create(t, 'spread');
  const labels = { app: 'replicas' };
  const spread = {
    maxSkew: 1,
    topologyKey: 'kubernetes.io/hostname',
    whenUnsatisfiable: 'DoNotSchedule',
    labelSelector: { matchLabels: labels },
    nodeTaintsPolicy: 'Honor',
  };
  const template = { metadata: { labels }, spec: podSpec(['sleep', '600'], { topologySpreadConstraints: [spread] }) };
  const metadata = { name: 'replicas' };
  const spec = { replicas: 4, selector: { matchLabels: labels }, template };
  await namespace.apply({ apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec });
  await namespace.until('deployment', 'replicas', 60, ({ status }) => status.readyReplicas === 4);
  const pods = await namespace.list('pods', 'app=replicas');
  t.deepEqual(pods.map((each) => each.spec.nodeName).sort(), ['cpu-1', 'cpu-1', 'cpu-2', 'cpu-2']);
});

test.serial('where the nodes without a GPU are full, a pod waits rather than take the place of GPU work', async (t) => {
  const namespace = await Namespace.create(t, 'full');
  const labels = { app: 'large' };
  const large = container(['sleep', '600'], { resources: { requests: { cpu: '1500m' } } });
  const template = { metadata: { labels }, spec: podSpec([], { containers: [large] }) };
  const spec = { replicas: 3, selector: { matchLabels: labels }, template };
  await namespace.apply({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'large' }, spec });
  await namespace.until('deployment', 'large', 60, ({ status }) => status.readyReplicas === 2);
  const pods = await namespace.list('pods', 'app=large');
  t.deepEqual(pods.map((each) => each.spec.nodeName ?? 'none').sort(), ['cpu-1', 'cpu-2', 'none']);
  const waiting = pods.find((each) => each.spec.nodeName === undefined);
  t.regex(
    await whyPending(namespace, waiting?.metadata.name as string),
    /1 node\(s\) had untolerated taint\(s\), 2 Insufficient cpu/,
  );
});
