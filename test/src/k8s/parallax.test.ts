// test:k8s: images
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TrainingJob, TrainingSpec } from '@parallax/contract';
import test, { type ExecutionContext } from 'ava';
import { parallax as command } from '../cli/parallax.js';
import { grpcurl } from '../rpc/support/grpcurl.js';
import { startServices } from '../services/support/services.js';
import { forward } from './support/forward.js';

import { until } from './support/kubectl.js';
import { k8s, moveTo, overlayIn } from './support/overlay.js';
import { type Installation, installParallax } from './support/parallax-in.js';
import { confined, restricted } from './support/stand-in.js';
import { tagImages } from './support/tag-images.js';
import { Trainings } from './support/trainings.js';

const NAMESPACE = 'parallax-whole';

/** 32 steps on real images, with a checkpoint at every 2nd: long enough for something to go wrong in the middle. */
const spec = {
  preset: 'simclr',
  images: 512,
  batch: 64,
  epochs: 4,
  checkpointSteps: 2,
  seed: 5,
} satisfies TrainingSpec;

const trainer = 'app.kubernetes.io/name=training,app.kubernetes.io/component=worker';

let parallax: Installation;
let trainings: Trainings;
/** Of the same training without Kubernetes. */
let expected: { sha256: string | undefined; deviceClass: string | undefined };
const teardowns: (() => unknown)[] = [];

test.before(async (t) => {
  t.timeout(1_200_000);
  const local = await startServices({ env: { ...process.env, PARALLAX_THREADS: '2' } });
  try {
    const id = (await local.trainings.startTraining({ spec })).job?.id as string;
    const end = await until(`the end of ${id}`, 600, async () => {
      const { job } = await local.trainings.getTraining({ id });
      return job?.status?.endTime && job;
    });
    expected = essence(end);
  } finally {
    await local.stop();
  }
  const context = { teardown: (undo: () => unknown) => teardowns.push(undo) } as unknown as ExecutionContext;
  parallax = await installParallax(context, NAMESPACE, 'cpu');
  trainings = new Trainings(parallax);
});

test.after.always(async () => {
  for (const undo of teardowns.reverse()) await undo();
});

function essence({ status, result }: TrainingJob) {
  return { sha256: result?.encoder?.blob?.sha256, deviceClass: status?.deviceClass };
}

/** The one pod that trains, and the node that it is on. */
async function worker(): Promise<{ pod: string; node: string }> {
  const [pod] = (await parallax.pods(trainer)).filter(({ metadata }) => !metadata.deletionTimestamp);
  return { pod: pod?.metadata.name as string, node: pod?.spec.nodeName };
}

test.serial('an experiment by grpcurl from outside ends with the encoder that it has without Kubernetes', async (t) => {
  t.timeout(600_000);
  const call = async (service: string, port: number, method: string, message: object) => {
    const address = await forward(t, NAMESPACE, service, port);
    const name = `parallax.v1.${service[0]?.toUpperCase()}${service.slice(1)}Service/${method}`;
    const answer = await grpcurl(['-plaintext', '-d', JSON.stringify(message)], address, name);
    t.true(answer.ok, answer.stderr);
    return answer.stdout;
  };
  const start = async (service: string, port: number, method: string, message: object) =>
    JSON.parse(await call(service, port, method, { experiment: 'by-grpcurl', spec: message })).job.id as string;
  const training = await start('training', 50052, 'StartTraining', spec);
  const embed = (split: string) => ({ encoder: { training }, split, images: 512 });
  const train = await start('embedding', 50053, 'StartEmbedding', embed('train'));
  const test = await start('embedding', 50053, 'StartEmbedding', embed('test'));
  const probe = await start('probe', 50054, 'StartProbe', { embeddings: { train, test }, knn: { k: 20 } });
  const watched = await call('probe', 50054, 'WatchProbe', { id: probe });
  t.regex(watched, /JOB_STATE_SUCCEEDED/);
  t.regex(watched, /"accuracy"/);
  t.deepEqual(essence(await trainings.get(training)), expected);
});

test.serial('a Job of k8s/jobs is a client that waits for its experiment', async (t) => {
  t.timeout(900_000);
  const manifest = moveTo(NAMESPACE, await readFile(join(k8s, 'jobs/experiment.yaml'), 'utf8'));
  const name = (await parallax.kubectl(['create', '--filename=-', '--output=name'], manifest)).trim();
  await parallax.kubectl(['wait', '--for=condition=Complete', name, '--timeout=800s']);
  t.regex(await parallax.kubectl(['logs', name]), /trained encoder +\d/);
});

test.serial('a Job whose pod is the worker makes the same encoder', async (t) => {
  t.timeout(600_000);
  const flags = ['--spec', '-', '--experiment', 'by-kubectl', '--cpu', '2', '--memory', '2Gi'];
  const printed = await command(['k8s', 'job', ...flags], { input: JSON.stringify(spec) });
  t.is(printed.code, 0, printed.stderr);
  // Two threads, as everywhere here, on a node whose two cores others share.
  const shared = moveTo(NAMESPACE, printed.stdout).replace(/(requests:\n +cpu: )"2"/, '$1100m');
  const created = await parallax.kubectl(['create', '--filename=-', '--output=name'], shared);
  await parallax.kubectl(['wait', '--for=condition=Complete', created.trim(), '--timeout=500s']);
  t.deepEqual(essence((await trainings.newest('by-kubectl')) as TrainingJob), expected);
});

test.serial('a worker pod that is deleted, and one that is killed, cost nothing but time', async (t) => {
  t.timeout(900_000);
  const { id = '' } = await trainings.start('deleted', spec);
  await trainings.reached(id, 0.2);
  await parallax.kubectl(['delete', 'pod', (await worker()).pod, '--wait=false']);
  await trainings.reached(id, 0.6);
  await parallax.kubectl(['delete', 'pod', (await worker()).pod, '--force', '--grace-period=0', '--wait=false']);
  const job = await trainings.ended(id);
  t.deepEqual(essence(job), expected);
  t.true((job.status?.attempt ?? 0) >= 3);
});

test.serial('a node that is drained hands its jobs, NATS and the object store to another', async (t) => {
  t.timeout(900_000);
  const drain = async (node: string) => {
    await parallax.kubectl(['drain', node, '--ignore-daemonsets', '--delete-emptydir-data', '--timeout=300s']);
    const pods = await parallax.pods('app.kubernetes.io/part-of=parallax');
    const left = pods.filter(({ spec, status }) => spec.nodeName === node && status.phase === 'Running');
    await parallax.kubectl(['uncordon', node]);
    return left;
  };
  // First everything to one node.
  await drain('cpu-2');
  await parallax.kubectl(['wait', '--for=condition=Available', 'deployment', '--all', '--timeout=300s']);
  const { id = '' } = await trainings.start('drained', spec);
  await trainings.reached(id, 0.2);
  const before = await worker();
  t.is(before.node, 'cpu-1');
  t.deepEqual(await drain('cpu-1'), []);
  t.deepEqual(essence(await trainings.ended(id)), expected);
  t.not((await worker()).pod, before.pod);
  const stores = await parallax.pods('app.kubernetes.io/component=store');
  t.deepEqual([...new Set(stores.map(({ spec }) => spec.nodeName))], ['cpu-2']);
});

test.serial('an upgrade replaces every server and worker beneath a job and a watch', async (t) => {
  t.timeout(900_000);
  // No worker before the watch is open: where nothing else runs, a training is over in seconds.
  await parallax.kubectl(['scale', 'deployment', 'training-worker', '--replicas=0']);
  const { id = '' } = await trainings.start('upgraded', spec);
  const watch = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'watch', labels: { 'app.kubernetes.io/component': 'client' } },
  };
  const container = {
    name: 'client',
    image: 'parallax/server:0.1.0',
    command: ['parallax', 'watch', id, '--json'],
    envFrom: [{ configMapRef: { name: 'parallax-config' } }],
    ...confined,
  };
  const pod = { ...watch, spec: { ...restricted, restartPolicy: 'Never', containers: [container] } };
  await parallax.kubectl(['create', '--filename=-'], JSON.stringify(pod));
  await parallax.kubectl(['wait', '--for=condition=Ready', 'pod/watch', '--timeout=60s']);
  await parallax.kubectl(['scale', 'deployment', 'training-worker', '--replicas=1']);
  await trainings.reached(id, 0.2);

  await tagImages(['parallax/server', 'parallax/worker'], '0.1.0', '0.1.1');
  const newer = (await overlayIn(NAMESPACE, 'cpu')).replace(/(parallax\/(server|worker)):0\.1\.0/g, '$1:0.1.1');
  await parallax.kubectl(['apply', '--server-side', '--force-conflicts', '--filename=-'], newer);
  for (const deployment of (await parallax.kubectl(['get', 'deployments', '--output=name'])).trim().split('\n')) {
    await parallax.kubectl(['rollout', 'status', deployment, '--timeout=300s']);
  }
  const job = await trainings.ended(id);
  t.deepEqual(essence(job), expected);

  const phase = () => parallax.kubectl(['get', 'pod', 'watch', '--output=jsonpath={.status.phase}']);
  await until('the end of the watch', 60, async () => (await phase()) === 'Succeeded');
  const log = await parallax.kubectl(['logs', 'watch']);
  const lines = log.split('\n').filter((line) => line.startsWith('{'));
  const seen = lines.map((line) => JSON.parse(line).job as TrainingJob);
  const revisions = seen.map(({ status }) => Number(status?.revision));
  t.deepEqual(
    revisions,
    [...new Set(revisions)].sort((a, b) => a - b),
    'no revision twice, none out of order',
  );
  const attempts = new Set(seen.map(({ status }) => Number(status?.attempt)));
  for (let attempt = 1; attempt <= Number(job.status?.attempt); attempt++) t.true(attempts.has(attempt), `${attempt}`);
  t.is(seen.at(-1)?.result?.encoder?.blob?.sha256, expected.sha256);
});
