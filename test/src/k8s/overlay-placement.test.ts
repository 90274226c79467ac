import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { kubectl, type Resource, until } from './support/kubectl.js';
import { k8s, overlayIn } from './support/overlay.js';

const namespace = 'parallax-placement';

/** What the nodes here have room for. Nothing runs: the scheduler alone is asked, and the images are not there. */
const modest = (manifests: string) =>
  manifests.replace(/cpu: "\d"/g, 'cpu: 50m').replace(/memory: \d+[GM]i/g, 'memory: 64Mi');

async function podsThere(): Promise<Resource[]> {
  return JSON.parse(await kubectl([`--namespace=${namespace}`, 'get', 'pods', '--output=json'])).items;
}

test('of the overlay nvidia, what needs a GPU gets it or waits for it, and all else is elsewhere, spread', async (t) => {
  t.teardown(() => kubectl(['delete', 'namespace', namespace, '--wait=false']));
  await kubectl(['apply', '--server-side', '--filename=-'], modest(await overlayIn(namespace, 'nvidia')));
  const pods = await until('all pods but one to be placed', 60, async () => {
    const all = await podsThere();
    return all.length === 12 && all.filter(({ spec }) => spec.nodeName).length === 11 && all;
  });
  const of = (component: string) =>
    pods.filter(({ metadata }) => metadata.labels?.['app.kubernetes.io/component'] === component);
  const wantsGpu = ({ spec }: Resource) => 'nvidia.com/gpu' in (spec.containers[0].resources.limits ?? {});

  const gpu = pods.filter(wantsGpu);
  t.deepEqual(gpu.map(({ spec }) => spec.nodeName).sort(), ['gpu-1', undefined]);
  t.false(pods.some((pod) => !wantsGpu(pod) && pod.spec.nodeName === 'gpu-1'));
  const servers = of('server').map(({ metadata, spec }) => [
    metadata.labels?.['app.kubernetes.io/name'],
    spec.nodeName,
  ]);
  t.is(new Set(servers.map(String)).size, servers.length, 'two replicas of a server on one node');

  const waiting = gpu.find(({ spec }) => !spec.nodeName);
  const scheduled = waiting?.status.conditions.find(({ type }: { type: string }) => type === 'PodScheduled');
  const guide = (await readFile(join(k8s, 'README.md'), 'utf8')).replaceAll('\n', ' ');
  t.true(guide.includes(scheduled?.message), scheduled?.message);
});
