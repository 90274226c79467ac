import { readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { temporaryFolder } from '../local/temporary.js';
import { parallax } from './parallax.js';

const k8s = fileURLToPath(new URL('../../../k8s', import.meta.url));

/** What of a Job the tests look at. */
interface Job {
  metadata: { generateName: string; namespace: string; labels: Record<string, string> };
  spec: {
    suspend?: boolean;
    completions?: number;
    activeDeadlineSeconds: number;
    template: { metadata: { annotations: Record<string, string> }; spec: Pod };
  };
}

interface Pod {
  nodeSelector?: Record<string, string>;
  tolerations?: object[];
  runtimeClassName?: string;
  containers: [{ image: string; command: string[]; resources: { limits: object }; env: { name: string }[] }];
}

async function print(...args: string[]): Promise<Job> {
  return JSON.parse((await parallax(['--json', 'k8s', 'job', ...args])).stdout);
}

const specOf = (job: Job) => JSON.parse(job.spec.template.metadata.annotations['parallax/spec'] ?? '');

test('each manifest in k8s/jobs is what the command in its first line prints', async (t) => {
  for (const file of readdirSync(join(k8s, 'jobs'))) {
    const text = readFileSync(join(k8s, 'jobs', file), 'utf8');
    const [, command = ''] = /^# parallax (.*)\n/.exec(text) ?? [];
    t.is((await parallax(command.split(' '))).stdout, text, file);
  }
});

test('the flags of a training become the request that its pod reads', async (t) => {
  const job = await print('--preset', 'notebook', '--batch', '64', '--experiment', 'mine');
  t.deepEqual(specOf(job), { kind: 'training', spec: { preset: 'notebook', batch: 64 }, experiment: 'mine' });
  t.is(job.metadata.generateName, 'training-');
});

test('a GPU is a limit, a label and a toleration, and another image', async (t) => {
  const { spec } = (await print('--gpu-product', 'NVIDIA-L4', '--runtime-class', 'nvidia')).spec.template;
  t.like(spec.containers[0].resources.limits, { 'nvidia.com/gpu': 1 });
  t.deepEqual(spec.nodeSelector, { 'nvidia.com/gpu.present': 'true', 'nvidia.com/gpu.product': 'NVIDIA-L4' });
  t.deepEqual(spec.tolerations, [{ key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' }]);
  t.is(spec.runtimeClassName, 'nvidia');
  t.regex(spec.containers[0].image, /-cuda$/);
});

test('a slice is asked for by its profile, and a card is not', async (t) => {
  const { spec } = (await print('--mig', '1g.10gb')).spec.template;
  t.deepEqual(spec.containers[0].resources.limits, { cpu: '4', memory: '16Gi', 'nvidia.com/mig-1g.10gb': 1 });
});

test('a Job for Kueue begins suspended, with the name of its queue', async (t) => {
  const job = await print('--queue', 'research', '--namespace', 'lab', '--deadline', '90m');
  t.is(job.metadata.labels['kueue.x-k8s.io/queue-name'], 'research');
  t.is(job.metadata.namespace, 'lab');
  t.is(job.spec.suspend, true);
  t.is(job.spec.activeDeadlineSeconds, 5400);
});

test('a client runs the experiment that its flags say', async (t) => {
  const job = await print('experiment', '--epochs', '3', '--k', '20', '--test-images', '100');
  t.deepEqual(specOf(job), { epochs: 3 });
  const command = job.spec.template.spec.containers[0].command.join(' ');
  t.regex(command, /^parallax run --spec \S+ --request-id \$\(JOB_NAME\) .*--k 20 --test-images 100$/);
});

test('an embedding without an encoder, and a deadline that is no duration, are wrong usage', async (t) => {
  for (const args of [['embedding'], ['--deadline', '90']]) {
    const { code, stdout } = await parallax(['k8s', 'job', ...args]);
    t.deepEqual([code, stdout], [2, '']);
  }
});

test('the manifests name the images of this version', (t) => {
  const { version } = JSON.parse(readFileSync(join(k8s, '..', 'package.json'), 'utf8'));
  const files = readdirSync(k8s, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.yaml'));
  const text = files.map((file) => readFileSync(join(k8s, file), 'utf8')).join('\n');
  const tags = [...text.matchAll(/parallax\/[a-z-]+(?::|, newTag: )(\d[\w.]*)/g)].map(([, tag]) => tag);
  t.true(tags.length > 3);
  t.deepEqual([...new Set(tags)], [version]);
});

test('an embedding in shards is an Indexed Job, whose pods read how many there are', async (t) => {
  const { spec } = await print('embedding', '--encoder', 'training-1a2b', '--shards', '8');
  t.like(spec, { completionMode: 'Indexed', completions: 8, parallelism: 8 });
  const request = { encoder: { training: 'training-1a2b' }, shard: { count: 8 } };
  t.deepEqual(JSON.parse(spec.template.metadata.annotations['parallax/spec'] ?? '').spec, request);
  const kept = specOf(await print('embedding', '--encoder', 'training-1a2b@10'));
  t.deepEqual(kept.spec.encoder, { training: 'training-1a2b', epoch: 10 });
});

test('a parameter of an objective goes into the message of the one that the spec or its preset has', async (t) => {
  const objectiveOf = async (...args: string[]) => specOf(await print(...args)).spec.objective;
  t.deepEqual(await objectiveOf('--objective', 'barlow-twins', '--redundancy', '0.01'), {
    barlowTwins: { redundancy: 0.01 },
  });
  t.deepEqual(await objectiveOf('--temperature', '0.3'), { ntXent: { temperature: 0.3 } });
  t.deepEqual(await objectiveOf('--preset', 'notebook', '--temperature', '0.3'), {
    selfSimilarity: { temperature: 0.3 },
  });
  const file = join(await temporaryFolder(t), 'spec.json');
  await writeFile(file, '{"objective": {"nt_xent": {}}}');
  t.deepEqual(await objectiveOf('--spec', file, '--temperature', '0.3'), { ntXent: { temperature: 0.3 } });
  const { code, stderr } = await parallax(['k8s', 'job', '--objective', 'vicreg', '--temperature', '1']);
  t.not(code, 0);
  t.regex(stderr, /--temperature .* the objective vicreg, which has --invariance, --variance, --covariance/);
});

test('how a training goes on, what it keeps and when it stops is said in a few words', async (t) => {
  const training = 'training-0123456789abcdef';
  const flags = ['--keep', 'every:10,best:knn,best:rank-me', '--stop-when', 'loss:5', '--continued-schedule', 'held'];
  t.deepEqual(specOf(await print('--continue', training, '--epochs', '+10', ...flags)).spec, {
    continueFrom: { training, moreEpochs: 10, schedule: 'CONTINUED_SCHEDULE_HELD' },
    keep: { everyEpochs: 10, best: ['ONLINE_MEASURE_KNN', 'ONLINE_MEASURE_RANK_ME'] },
    stopWhen: { measure: 'ONLINE_MEASURE_LOSS', patience: 5 },
  });
  t.is(specOf(await print('--epochs', '10')).spec.epochs, 10);
});

test('what the preset vicreg has on, a flag turns off', async (t) => {
  const { spec } = specOf(
    await print('--preset', 'vicreg', '--weight-standardisation', 'no', '--head-batch-norm', 'no'),
  );
  t.deepEqual(spec, {
    preset: 'vicreg',
    network: { weightStandardisation: false },
    head: { batchNorm: false },
  });
  const on = specOf(await print('--weight-standardisation', 'yes', '--head-batch-norm', 'yes')).spec;
  t.deepEqual(on, { network: { weightStandardisation: true }, head: { batchNorm: true } });
});
