import { type BlobRef, encodeSafetensors } from '@parallax/blobs';
import { type Job, messageToJson, type TrainingSpec } from '@parallax/contract';
import { ParallaxError } from '@parallax/errors';
import { initialise } from '@parallax/learning';
import { startEngine } from '@parallax/tensors';
import test from 'ava';
import { missing } from '../support/errors.js';
import { ended, type Services, small, startServices } from './support/services.js';

let services: Services;

test.before(async (t) => {
  t.timeout(600_000);
  startEngine();
  services = await startServices();
});

test.after.always(() => services?.stop());

async function start(spec: TrainingSpec): Promise<string> {
  return (await services.trainings.startTraining({ spec })).job?.id as string;
}

const { network, head, ...procedure } = small;
const sha256Of = ({ trainingResult }: Job) => trainingResult?.encoder?.blob?.sha256 as string;

test('a training goes on from another, which it waits for, or from an encoder by its sha256, to the same end', async (t) => {
  t.timeout(600_000);
  const first = await start({ ...small, seed: 1 });
  const second = await start({ ...procedure, startFrom: { training: first }, seed: 2 });
  const job = await ended(services, second);
  t.is(job.status?.state, 'JOB_STATE_SUCCEEDED', job.status?.error?.message);
  t.deepEqual(job.status?.dependsOn, [first]);
  t.like(job.trainingResult?.encoder?.network, network);
  t.is(job.trainingResult?.encoder?.projections, head.output);
  const sha256 = sha256Of(await ended(services, first));
  const same = await ended(services, await start({ ...procedure, startFrom: { sha256 }, seed: 2 }));
  t.is(sha256Of(same), sha256Of(job));
  t.not(sha256Of(same), sha256);
});

test('an encoder without a head has features and no projections, and no training starts from it', async (t) => {
  t.timeout(300_000);
  const whole = initialise(
    { size: 32, conv: { channels: [4, 8], globalPooling: 'GLOBAL_POOLING_NONE' }, head: { hidden: 8, outputs: 4 } },
    'INITIALISATION_HE',
    5,
  );
  const state = Object.fromEntries(Object.entries(whole).filter(([name]) => name.startsWith('encoder.')));
  const { key } = await services.store.put('elsewhere/headless', encodeSafetensors(state));
  const { encoder } = await services.embeddings.importEncoder({ key });
  t.like(encoder, { size: 32, features: 512, projections: 0 });
  const sha256 = encoder?.blob?.sha256 as string;
  const embed = async (split: string) =>
    (await services.embeddings.startEmbedding({ spec: { encoder: { sha256 }, split, images: 64 } })).job?.id as string;
  const embeddings = { train: await embed('train'), test: await embed('test') };
  const { probeResult, status } = await ended(
    services,
    (await services.probes.startProbe({ spec: { embeddings, knn: { k: 5 } } })).job?.id as string,
  );
  t.is(status?.state, 'JOB_STATE_SUCCEEDED', status?.error?.message);
  t.is(probeResult?.evaluations.length, 3);
  t.falsy(probeResult?.diagnostics, 'they are of projections');
  const { embeddingResult } = await ended(services, embeddings.train);
  t.deepEqual(Object.keys(await services.store.getTensors(embeddingResult?.embeddings as BlobRef)), ['h']);
  const refused = services.trainings.startTraining({ spec: { ...procedure, startFrom: { sha256 } } });
  t.like(await t.throwsAsync(refused, { instanceOf: ParallaxError }), { metadata: { field: 'spec.start_from' } });
});

test('a training may start from an encoder that was imported, of whatever widths', async (t) => {
  t.timeout(600_000);
  const state = initialise(
    { size: 32, conv: { channels: [4, 8, 8], globalPooling: 'GLOBAL_POOLING_NONE' }, head: { hidden: 8, outputs: 4 } },
    'INITIALISATION_PYTORCH',
    3,
  );
  const { key } = await services.store.put('elsewhere/encoder', encodeSafetensors(state));
  const imported = await services.embeddings.importEncoder({ key });
  const sha256 = imported.encoder?.blob?.sha256 as string;
  const job = await ended(services, await start({ ...procedure, startFrom: { sha256 } }));
  t.like(job.trainingResult?.encoder?.network?.conv, { channels: [4, 8, 8] });
  t.deepEqual(
    [job.trainingSpec?.network?.conv?.channels, job.trainingSpec?.head],
    [[4, 8, 8], { hidden: 8, output: 4 }],
  );
});

test('a training whose start is cancelled says which training it waited for', async (t) => {
  t.timeout(600_000);
  const first = await start({ ...small, epochs: 100_000 });
  const second = await start({ ...procedure, startFrom: { training: first } });
  await services.jobs.cancelJob({ id: first });
  const cancelled = await ended(services, second);
  t.is(cancelled.status?.state, 'JOB_STATE_CANCELLED');
  t.like(messageToJson('parallax.v1.Job', cancelled), {
    status: { error: { code: 9, details: [{ reason: 'DEPENDENCY_FAILED', metadata: { dependency: first } }] } },
  });
  await services.jobs.deleteJob({ id: first });
  const error = await t.throwsAsync(start({ ...procedure, startFrom: { training: first } }), {
    instanceOf: ParallaxError,
  });
  t.like(error, missing('training', first));
});

test('a loss that is no number any more fails the training, and the error names the step', async (t) => {
  t.timeout(600_000);
  // Decoupled weight decay makes each weight 1 − 10 · 10 = −99 times as large at every step.
  const optimiser = { adamw: { learningRate: 10, weightDecay: 10 }, clipNorm: 0 } as const;
  const schedule = { constant: {}, warmup: 0 } as const;
  const job = await ended(services, await start({ ...small, epochs: 100, optimiser, schedule }));
  const { status, trainingResult: result } = job;
  t.is(status?.state, 'JOB_STATE_FAILED');
  t.is(status?.attempt, 1);
  t.is(result, undefined);
  t.regex(status?.error?.message ?? '', /^the loss is (NaN|Infinity) at step ([2-9]|\d\d+), in epoch \d+$/);
  t.like(messageToJson('parallax.v1.Job', job), {
    status: { error: { code: 10, details: [{ reason: 'LOSS_NOT_FINITE', domain: 'parallax' }] } },
  });
});
