// test:k8s: images
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Job, TrainingSpec } from '@parallax/contract';
import test, { type ExecutionContext } from 'ava';
import { parallax as command } from '../cli/parallax.js';
import { grpcurl } from '../rpc/support/grpcurl.js';
import { ended, startServices } from '../services/support/services.js';
import { evict } from './support/evict.js';
import { forward } from './support/forward.js';
import { buildImages } from './support/images.js';
import { importImage } from './support/import-image.js';
import { type Resource, until } from './support/kubectl.js';
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
/** Of the same trainings without Kubernetes: of `spec`, and of k8s/jobs/experiment.yaml. */
let expected: Essence;
let expectedOfJob: Essence;
const teardowns: (() => unknown)[] = [];

test.before(async (t) => {
  t.timeout(1_200_000);
  const local = await startServices({ env: { ...process.env, PARALLAX_THREADS: '2' } });
  try {
    const train = async (wanted: TrainingSpec) => {
      const { job } = await local.trainings.startTraining({ spec: wanted });
      return essence(await ended(local, job?.id as string));
    };
    expected = await train(spec);
    expectedOfJob = await train({ images: 2000, epochs: 1 });
  } finally {
    await local.stop();
  }
  const context = { teardown: (undo: () => unknown) => teardowns.push(undo) } as unknown as ExecutionContext;
  parallax = await installParallax(context, NAMESPACE, 'cpu');
  await importImage((await buildImages()).worker, ['gpu-1']);
  trainings = new Trainings(parallax);
});

test.after.always(async () => {
  for (const undo of teardowns.reverse()) await undo();
});

interface Essence {
  sha256: string | undefined;
  deviceClass: string | undefined;
}

function essence({ status, trainingResult }: Job): Essence {
  return { sha256: trainingResult?.encoder?.blob?.sha256, deviceClass: status?.deviceClass };
}

/** The one pod that trains, and the node that it is on. */
async function worker(): Promise<{ pod: string; node: string }> {
  const [pod] = (await parallax.pods(trainer)).filter(({ metadata }) => !metadata.deletionTimestamp);
  return { pod: pod?.metadata.name as string, node: pod?.spec.nodeName };
}

const ports = { training: 50052, embedding: 50053, probe: 50054 };

/**
 * Calls a method from outside, by grpcurl.
 *
 * @param server any will do for JobService
 * @returns what it prints
 */
async function call(t: ExecutionContext, server: keyof typeof ports, method: string, message: object) {
  const address = await forward(t, NAMESPACE, server, ports[server]);
  const answer = await grpcurl(['-plaintext', '-d', JSON.stringify(message)], address, `parallax.v1.${method}`);
  t.true(answer.ok, answer.stderr);
  return answer.stdout;
}

/** Starts a job. @returns its id */
async function start(t: ExecutionContext, service: keyof typeof ports, spec: object): Promise<string> {
  const kind = `${service[0]?.toUpperCase()}${service.slice(1)}`;
  const method = `${kind}Service/Start${kind}`;
  return JSON.parse(await call(t, service, method, { experiment: 'by-grpcurl', spec })).job.id;
}

/** Starts a probe and sees it end well. */
async function probe(t: ExecutionContext, embeddings: object): Promise<void> {
  const id = await start(t, 'probe', { embeddings, knn: { k: [20] } });
  const watched = await call(t, 'probe', 'JobService/WatchJob', { id });
  t.regex(watched, /JOB_STATE_SUCCEEDED/);
  t.regex(watched, /"accuracy"/);
}

/** Creates what `parallax k8s job` prints. @returns the Job's name: `job.batch/…` */
async function createJob(t: ExecutionContext, flags: readonly string[], input = ''): Promise<string> {
  const printed = await command(['k8s', 'job', ...flags, '--cpu', '2', '--memory', '2Gi'], { input });
  t.is(printed.code, 0, printed.stderr);
  // Two threads, as everywhere here, on a node whose two cores others share.
  const shared = moveTo(NAMESPACE, printed.stdout).replace(/(requests:\n +cpu: )"2"/, '$1100m');
  return (await parallax.kubectl(['create', '--filename=-', '--output=name'], shared)).trim();
}

const untilJob = (name: string, condition: 'Complete' | 'Failed', seconds: number) =>
  parallax.kubectl(['wait', `--for=condition=${condition}`, name, `--timeout=${seconds}s`]);

test.serial('an experiment by grpcurl from outside ends with the encoder that it has without Kubernetes', async (t) => {
  t.timeout(600_000);
  const training = await start(t, 'training', spec);
  const embed = (split: string) => start(t, 'embedding', { encoder: { training }, split, images: 512 });
  await probe(t, { train: await embed('train'), test: await embed('test') });
  t.deepEqual(essence(await trainings.get(training)), expected);
});

test.serial(
  'a Job of k8s/jobs is a client that waits for its experiment, with the encoder that it has elsewhere',
  async (t) => {
    t.timeout(900_000);
    const manifest = moveTo(NAMESPACE, await readFile(join(k8s, 'jobs/experiment.yaml'), 'utf8'));
    const name = (await parallax.kubectl(['create', '--filename=-', '--output=name'], manifest)).trim();
    await untilJob(name, 'Complete', 800);
    t.regex(await parallax.kubectl(['logs', name]), /trained encoder +\d/);
    t.deepEqual(essence((await trainings.newest()) as Job), expectedOfJob);
  },
);

test.serial('a Job whose pod is the worker makes the same encoder', async (t) => {
  t.timeout(600_000);
  const name = await createJob(t, ['--spec', '-', '--experiment', 'by-kubectl'], JSON.stringify(spec));
  await untilJob(name, 'Complete', 500);
  t.deepEqual(essence((await trainings.newest('by-kubectl')) as Job), expected);
});

test.serial(
  'a Job on the node with a GPU, evicted in the middle, goes on from its last checkpoint there',
  async (t) => {
    t.timeout(600_000);
    // The GPU is pretended, so TensorFlow is the CPU's.
    const flags = ['--gpu', '--image', 'parallax/worker:0.1.0', '--spec', '-', '--experiment', 'on-gpu'];
    const name = await createJob(t, flags, JSON.stringify(spec));
    const { id = '' } = await until('a worker', 120, () => trainings.newest('on-gpu'));
    await trainings.reached(id, 0.2);
    const pods = () => parallax.pods(`batch.kubernetes.io/job-name=${name.split('/')[1]}`);
    const [first] = await pods();
    t.is(first?.spec.nodeName, 'gpu-1');
    await evict(NAMESPACE, first?.metadata.name as string);
    await untilJob(name, 'Complete', 400);
    t.is((await pods()).find(({ status }) => status.phase === 'Succeeded')?.spec.nodeName, 'gpu-1');
    const training = await trainings.get(id);
    t.is(training.status?.attempt, 2);
    t.deepEqual(essence(training), expected);
  },
);

test.serial('an indexed Job embeds in shards, each in a pod of its own, and a probe takes them together', async (t) => {
  t.timeout(600_000);
  const encoder = (await trainings.newest('by-kubectl'))?.id as string;
  const images = ['--encoder', encoder, '--split', 'train', '--images', '512'];
  await untilJob(
    await createJob(t, ['embedding', ...images, '--shards', '2', '--experiment', 'shards']),
    'Complete',
    400,
  );
  const { jobs } = JSON.parse(await call(t, 'embedding', 'JobService/ListJobs', { experiment: 'shards' }));
  const trainShards = jobs.map(({ id }: { id: string }) => id);
  t.is(trainShards.length, 2);
  const test = await start(t, 'embedding', { encoder: { training: encoder }, split: 'test', images: 512 });
  await probe(t, { trainShards, test });
});

test.serial('a Job whose spec names what is not there fails at once', async (t) => {
  t.timeout(300_000);
  const name = await createJob(t, ['--dataset', 'cifar11']);
  await untilJob(name, 'Failed', 200);
  const { status } = JSON.parse(await parallax.kubectl(['get', name, '--output=json'])) as Resource;
  t.is(status.failed, 1);
  t.regex(JSON.stringify(status.conditions), /PodFailurePolicy.*exit code 64/);
  t.regex(await parallax.kubectl(['logs', name]), /cifar11/);
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
    try {
      await parallax.kubectl(['drain', node, '--ignore-daemonsets', '--delete-emptydir-data', '--timeout=300s']);
      const pods = await parallax.pods('app.kubernetes.io/part-of=parallax');
      return pods.filter(({ spec, status }) => spec.nodeName === node && status.phase === 'Running');
    } finally {
      await parallax.kubectl(['uncordon', node]);
    }
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

  const log = await until('the end of the watch', 60, async () => {
    const phase = await parallax.kubectl(['get', 'pod', 'watch', '--output=jsonpath={.status.phase}']);
    const said = await parallax.kubectl(['logs', 'watch']);
    if (phase !== 'Succeeded') throw new Error(`${phase}: ${said.slice(-2000)}`);
    return said;
  });
  const lines = log.split('\n').filter((line) => line.startsWith('{'));
  const seen = lines.map((line) => JSON.parse(line).job as Job);
  const revisions = seen.map(({ status }) => Number(status?.revision));
  t.deepEqual(
    revisions,
    [...new Set(revisions)].sort((a, b) => a - b),
    'no revision twice, none out of order',
  );
  const attempts = new Set(seen.map(({ status }) => Number(status?.attempt)));
  for (let attempt = 1; attempt <= Number(job.status?.attempt); attempt++) t.true(attempts.has(attempt), `${attempt}`);
  t.is(seen.at(-1)?.trainingResult?.encoder?.blob?.sha256, expected.sha256);
});
