// test:k8s: keda, images, slow
import { setTimeout as sleep } from 'node:timers/promises';
import type { JobPriority } from '@parallax/contract';
import { connect } from '@parallax/rpc';
import type { Settings } from '@parallax/settings';
import test from 'ava';
import { installKeda } from './support/keda.js';
import { until } from './support/kubectl.js';
import { mostAtOnce } from './support/most-at-once.js';
import { type Installation, installParallax } from './support/parallax-in.js';

/**
 * The queue is looked at every other second instead of every quarter of a minute, and let go of after 5 instead of 300.
 * There are two workers of a kind at most: more of them stand in each other's way on two cores. All Jobs are kept, to be
 * counted.
 */
const hasty = (manifests: string) =>
  manifests
    .replaceAll('pollingInterval: 15', 'pollingInterval: 2')
    .replaceAll('cooldownPeriod: 300', 'cooldownPeriod: 5')
    .replaceAll('maxReplicaCount: 8', 'maxReplicaCount: 2')
    .replaceAll('successfulJobsHistoryLimit: 3', 'successfulJobsHistoryLimit: 100');

/** How many pods work for a service, whether a Deployment's or a Job's. */
async function workers({ pods }: Installation, service: string): Promise<number> {
  const all = await pods(`app.kubernetes.io/name=${service},app.kubernetes.io/component in (worker, job)`);
  return all.filter(({ status }) => status.phase === 'Running').length;
}

/** Starts experiments of a training, two embeddings and three probes each, all of one priority and at once, and waits for how they end. */
function clientsOf(settings: Settings) {
  const trainings = connect('TrainingService', settings);
  const embeddings = connect('EmbeddingService', settings);
  const probes = connect('ProbeService', settings);
  const jobs = connect('JobService', settings);
  const endOf = (id: string) =>
    until(`the end of ${id}`, 1500, async () => {
      const { state = '' } = (await jobs.getJob({ id })).job?.status ?? {};
      if (['JOB_STATE_SUCCEEDED', 'JOB_STATE_FAILED', 'JOB_STATE_CANCELLED'].includes(state)) return state;
      await sleep(1500);
      return undefined;
    });
  return {
    async start(seed: number, priority: JobPriority) {
      const options = { priority };
      const spec = { images: 512, batch: 64, epochs: 2, seed };
      const training = (await trainings.startTraining({ spec, options })).job?.id as string;
      const embed = async (split: string) =>
        (await embeddings.startEmbedding({ spec: { encoder: { training }, split, images: 512 }, options })).job
          ?.id as string;
      const pair = { train: await embed('train'), test: await embed('test') };
      const probe = async (probeSeed: number) => {
        const spec = { embeddings: pair, knn: { k: [20] }, linear: { epochs: 300 }, seeds: [probeSeed] };
        return (await probes.startProbe({ spec, options })).job?.id as string;
      };
      const probing = [await probe(1), await probe(2), await probe(3)];
      return Promise.all([training, ...Object.values(pair), ...probing].map(endOf));
    },
    close() {
      for (const client of [trainings, embeddings, probes, jobs]) client.close();
    },
  };
}

test('workers come with the queue, from none to two, and go with it, and no job is lost', async (t) => {
  t.timeout(1_800_000);
  await installKeda(t);
  const parallax = await installParallax(t, 'parallax-keda', 'scale-to-zero', hasty);
  const untilNone = (service: string) =>
    until(`no worker for ${service}`, 300, async () => (await workers(parallax, service)) === 0);
  const kinds = ['training', 'embedding', 'probe', 'augmentation'];
  await Promise.all(kinds.map(untilNone));

  const clients = clientsOf(parallax.settings);
  t.teardown(() => clients.close());
  // No consumer alone asks for two workers before the probes.
  const experiments = Promise.all([clients.start(1, 'JOB_PRIORITY_HIGH'), clients.start(2, 'JOB_PRIORITY_LOW')]);
  await until('two probe workers', 900, async () => (await workers(parallax, 'probe')) >= 2);
  const states = (await experiments).flat();
  t.deepEqual(
    states,
    Array.from({ length: 12 }, () => 'JOB_STATE_SUCCEEDED'),
  );

  await Promise.all(kinds.map(untilNone));
  t.is(await parallax.kubectl(['get', 'deployment', 'probe-worker', '--output=jsonpath={.spec.replicas}']), '0');
  const jobs = await parallax.list('jobs');
  t.true(
    jobs.every(({ status }) => status.succeeded === 1 && !status.failed),
    'a Job was cut off',
  );
  for (const kind of ['training', 'embedding']) {
    t.true(mostAtOnce(jobs.filter(({ metadata }) => metadata.name.startsWith(kind))) >= 2, `two at once for ${kind}`);
  }
});
