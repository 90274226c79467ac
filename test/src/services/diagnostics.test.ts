import { readFileSync } from 'node:fs';
import type { Job, OnlineDiagnostics, TrainingSpec } from '@parallax/contract';
import test from 'ava';
import { ended, type Services, small, startServices } from './support/services.js';

let services: Services;

/** As many images as `diagnostics` has, so that a probe can measure the same. */
const images = { images: 64, bank: 128 };

/** With a checkpoint after each epoch and a half. */
const spec: TrainingSpec = { ...small, epochs: 40, checkpointSteps: 6, seed: 4, diagnostics: { ...images, budget: 1 } };

test.before(async (t) => {
  t.timeout(600_000);
  services = await startServices();
});

test.after.always(() => services?.stop());

async function start(changes: TrainingSpec = {}): Promise<string> {
  const { job } = await services.trainings.startTraining({ spec: { ...spec, ...changes } });
  return job?.id as string;
}

const trained = async (changes?: TrainingSpec) => ended(services, await start(changes));

const digest = ({ trainingResult }: Job) => trainingResult?.encoder?.blob?.sha256 as string;

/** All but the time they took. */
const found = ({ trainingResult }: Job) => (trainingResult?.diagnostics ?? []).map(({ seconds, ...values }) => values);

let measured: Job;

test.serial('diagnostics between epochs leave the encoder as it is, to the bit, and come in the result', async (t) => {
  t.timeout(600_000);
  measured = await trained({ diagnostics: { ...images, budget: 1, everyEpochs: 10 } });
  const plain = await trained({ diagnostics: { everyEpochs: 0 } });
  t.regex(digest(measured), /^[0-9a-f]{64}$/);
  t.is(digest(plain), digest(measured));
  t.deepEqual(found(plain), []);
  t.deepEqual(
    found(measured).map(({ epoch }) => epoch),
    [10, 20, 30, 40],
  );
  t.true(measured.trainingResult?.stages.some(({ name, count }) => name === 'diagnostics' && count === 4));
});

test.serial('the last ones are what a probe of the same images finds', async (t) => {
  t.timeout(600_000);
  const encoder = { training: measured.id as string };
  const embed = async (split: string, count: number) => {
    const { job } = await services.embeddings.startEmbedding({ spec: { encoder, split, images: count } });
    return job?.id as string;
  };
  const embeddings = { train: await embed('train', images.bank), test: await embed('test', images.images) };
  const { job } = await services.probes.startProbe({ spec: { embeddings, knn: { k: [images.bank] }, seeds: [4] } });
  const { probeResult } = await ended(services, job?.id as string);
  const { diagnostics = {}, evaluations = [] } = probeResult ?? {};
  const last = found(measured).at(-1) as OnlineDiagnostics;
  for (const [name, value] of Object.entries(diagnostics)) {
    const online = last[name as keyof typeof last] as number;
    t.true(Math.abs(online - Number(value)) <= 1e-5 * Math.abs(Number(value)), `${name}: ${online}, ${value}`);
  }
  const knn = evaluations.find(({ representation }) => representation === 'REPRESENTATION_TRAINED_ENCODER');
  t.is(last.knnAccuracy, Math.fround(knn?.accuracy?.value as number));
});

/** The training once it has ended, whose computation is killed when it has been measured after that epoch. */
async function killedOnce(id: string, epoch: number): Promise<Job> {
  const worker = services.stack.processes.find(({ name }) => name === 'training-worker')?.pid;
  for await (const { job } of services.jobs.watchJob({ id })) {
    if (job?.status?.attempt === 1 && Number(job.status.progress?.diagnostics?.epoch) >= epoch) {
      process.kill(Number(readFileSync(`/proc/${worker}/task/${worker}/children`, 'utf8').split(' ')[0]), 'SIGKILL');
      break;
    }
  }
  return ended(services, id);
}

test.serial('a training whose computation is killed keeps the diagnostics of the epochs before', async (t) => {
  t.timeout(600_000);
  const resumed = await killedOnce(await start(), 10);
  t.is(resumed.status?.attempt, 2);
  t.is(digest(resumed), digest(measured));
  const rows = found(resumed);
  const epochs = rows.map(({ epoch }) => Number(epoch));
  // Each once; the one that was under way when it was killed may be missing.
  t.deepEqual(
    epochs,
    [...new Set(epochs)].sort((a, b) => a - b),
  );
  t.true(epochs.includes(5) && epochs.length > 20, epochs.join());
  for (const row of found(measured)) {
    const same = rows.find(({ epoch }) => epoch === row.epoch);
    if (same) t.deepEqual(same, row);
  }
});

test.serial(
  'a training keeps encoders by epochs and measures, and stops when one is no better, also after a crash',
  async (t) => {
    t.timeout(600_000);
    const patience = 6;
    const selecting: TrainingSpec = {
      // Each checkpoint is made before its epoch is measured.
      checkpointSteps: 4,
      // The measurements that decide are made whatever the budget.
      diagnostics: { ...images, budget: 0 },
      keep: { everyEpochs: 5, best: ['ONLINE_MEASURE_KNN', 'ONLINE_MEASURE_LOSS'] },
      stopWhen: { measure: 'ONLINE_MEASURE_KNN', patience },
    };
    const plain = await trained(selecting);
    const { kept = [], stopped, epochs = 0, losses = [], steps } = plain.trainingResult ?? {};
    const accuracies = found(plain).map(({ knnAccuracy }) => Number(knnAccuracy));
    const best = accuracies.indexOf(Math.max(...accuracies));
    t.is(accuracies.length, epochs);
    t.is(epochs, best + 1 + patience);
    t.is(Number(steps), 4 * epochs);
    t.regex(stopped ?? '', new RegExp(`^knn has not risen for 6 epochs: it was 0\\.\\d+ after epoch ${best + 1}$`));
    const lowest = losses.indexOf(Math.min(...losses));
    const told = kept.map(({ epoch, best: by, value }) => [epoch, by, value]);
    for (let epoch = 5; epoch <= epochs; epoch += 5)
      t.true(told.some(([each, by]) => each === epoch && by === undefined));
    t.true(
      told.some(
        ([epoch, by, value]) => epoch === best + 1 && by === 'ONLINE_MEASURE_KNN' && value === accuracies[best],
      ),
    );
    t.true(told.some(([epoch, by]) => epoch === lowest + 1 && by === 'ONLINE_MEASURE_LOSS'));
    t.is(told.length, Math.floor(epochs / 5) + 2);
    const sha256 = kept[0]?.encoder?.sha256 as string;
    t.is((await services.embeddings.getEncoder({ encoder: { sha256 } })).encoder?.blob?.sha256, sha256);
    const { job } = await services.embeddings.startEmbedding({
      spec: { encoder: { training: plain.id, epoch: kept[0]?.epoch }, split: 'test', images: 8 },
    });
    const { embeddingResult } = await ended(services, job?.id as string);
    t.is(embeddingResult?.encoder?.blob?.sha256, sha256);
    t.is(embeddingResult?.images, 8);

    const resumed = await killedOnce(await start(selecting), 3);
    t.is(resumed.status?.attempt, 2);
    t.is(digest(resumed), digest(plain));
    t.deepEqual(found(resumed), found(plain));
    const without = ({ trainingResult }: Job) =>
      trainingResult?.kept.map(({ encoder, ...rest }) => [rest, encoder?.sha256]);
    t.deepEqual(without(resumed), without(plain));
    t.is(resumed.trainingResult?.stopped, stopped);
  },
);

test.serial('overflowing weights after an epoch end a training as a loss that is NaN does', async (t) => {
  t.timeout(600_000);
  const optimiser = { adamw: { learningRate: 10, weightDecay: 10 }, clipNorm: 0 } as const;
  const schedule = { constant: {}, warmup: 0 } as const;
  const bursting: TrainingSpec = { ...small, images: 32, epochs: 100, optimiser, schedule };
  const lost = (await trained({ ...bursting, diagnostics: { everyEpochs: 0 } })).status?.error;
  const step = Number(/^the loss is (?:NaN|Infinity) at step (\d+)/.exec(lost?.message ?? '')?.[1]);
  const diagnostics = { images: 16, bank: 16, budget: 1, everyEpochs: step - 1 };
  const found = (await trained({ ...bursting, diagnostics })).status?.error;
  t.is(found?.message, `the encoder's projections are NaN or infinite after epoch ${step - 1}`);
  t.is(found?.code, lost?.code);
});
