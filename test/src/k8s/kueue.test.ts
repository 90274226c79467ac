// test:k8s: keda, kueue, images, slow
import test from 'ava';
import { buildImages } from './support/images.js';
import { importImage } from './support/import-image.js';
import { installKeda } from './support/keda.js';
import { until } from './support/kubectl.js';
import { installKueue, makeQueue } from './support/kueue.js';
import { mostAtOnce } from './support/most-at-once.js';
import { installParallax } from './support/parallax-in.js';
import { Trainings } from './support/trainings.js';

const namespace = 'parallax-kueue';

/** What the nodes here have room for, the CPU's TensorFlow on a GPU that is pretended, and a queue that is looked at often. */
const modest = (manifests: string) =>
  manifests
    .replace(/(requests:\n +cpu: ).*(\n +memory: ).*/g, '$150m$2128Mi')
    .replace(/(limits:\n +cpu: )"4"/g, '$1"2"')
    .replaceAll('storage: 100Gi', 'storage: 5Gi')
    .replaceAll('0.1.0-cuda', '0.1.0')
    .replaceAll('pollingInterval: 15', 'pollingInterval: 2');

test('Kueue hands the one GPU to one training after the other, in Jobs that KEDA makes', async (t) => {
  t.timeout(1_800_000);
  await installKeda(t);
  await installKueue(t);
  const parallax = await installParallax(t, namespace, 'queue', modest);
  await importImage((await buildImages()).worker, ['gpu-1']);
  await makeQueue(t, namespace, 1);

  const trainings = new Trainings(parallax);
  const spec = { images: 512, batch: 64, epochs: 4 };
  const ids = [await trainings.start('first', spec), await trainings.start('second', spec)];
  const waiting = await until('one Job that runs, and one that waits for its turn', 300, async () => {
    const jobs = await parallax.list('jobs');
    return jobs.some((job) => !job.spec.suspend) && jobs.find((job) => job.spec.suspend);
  });
  await until("Kueue's words for it", 60, async () => {
    const workloads = await parallax.list('workloads.kueue.x-k8s.io');
    const its = workloads.find(({ metadata }) =>
      metadata.ownerReferences?.some(({ uid }) => uid === waiting.metadata.uid),
    );
    return its?.status?.conditions.some(
      ({ type, message }: { type: string; message: string }) =>
        type === 'QuotaReserved' && /insufficient unused quota for nvidia\.com\/gpu/.test(message),
    );
  });

  for (const { id = '' } of ids) t.is((await trainings.ended(id)).status?.state, 'JOB_STATE_SUCCEEDED');
  const jobs = await until('the Jobs to end', 60, async () => {
    const all = await parallax.list('jobs');
    return all.every(({ status }) => status.succeeded === 1) && all;
  });
  t.true(jobs.length >= 2);
  t.is(mostAtOnce(jobs), 1);
  const workers = await parallax.pods('app.kubernetes.io/name=training,app.kubernetes.io/component=job');
  t.true(workers.every(({ spec }) => spec.nodeName === 'gpu-1'));
});
