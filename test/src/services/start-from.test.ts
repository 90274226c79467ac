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
const constant = { constant: {}, warmup: 0 } as const;
const firstFilters = 'encoder.encoder.0.weight';
const outputs = 'projection_head.projection_head.2.weight';
const tensorsOf = ({ trainingResult }: Job) => services.store.getTensors(trainingResult?.encoder?.blob as BlobRef);
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

test('an encoder without a head has features and no projections, and a training that starts from it a head of its own', async (t) => {
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
    (await services.probes.startProbe({ spec: { embeddings, knn: { k: [5] } } })).job?.id as string,
  );
  t.is(status?.state, 'JOB_STATE_SUCCEEDED', status?.error?.message);
  t.is(probeResult?.evaluations.length, 3);
  t.falsy(probeResult?.diagnostics, 'they are of projections');
  const { embeddingResult } = await ended(services, embeddings.train);
  t.deepEqual(Object.keys(await services.store.getTensors(embeddingResult?.embeddings as BlobRef)), ['h']);
  const spec = { ...procedure, startFrom: { sha256 }, head: { hidden: 12 } };
  const job = await ended(services, await start(spec));
  t.deepEqual(job.trainingSpec?.head, { hidden: 12, output: 128, batchNorm: false });
  t.is(job.trainingResult?.encoder?.projections, 128);
  t.is(sha256Of(await ended(services, await start(spec))), sha256Of(job));
  const other = await ended(services, await start({ ...spec, seed: 1 }));
  t.notDeepEqual((await tensorsOf(other))[outputs]?.data, (await tensorsOf(job))[outputs]?.data);
  const refused = await t.throwsAsync(
    start({ ...procedure, startFrom: { sha256: sha256Of(job) }, head: { hidden: 8 } }),
  );
  t.like(refused, { reason: 'INVALID_FIELD', metadata: { field: 'spec.head', value: '{"hidden":8}' } });
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
    [[4, 8, 8], { hidden: 8, output: 4, batchNorm: false }],
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

test('a training that is continued twice, while it still runs, ends as one that was longer from the start, to the bit', async (t) => {
  t.timeout(600_000);
  const spec = { ...small, schedule: constant, seed: 3, diagnostics: { everyEpochs: 0 } };
  const first = await start({ ...spec, epochs: 2 });
  const second = await start({ continueFrom: { training: first, moreEpochs: 1 } });
  const more = await start({ continueFrom: { training: second, moreEpochs: 1 } });
  const [job, whole] = [await ended(services, more), await ended(services, await start({ ...spec, epochs: 4 }))];
  t.is(job.status?.state, 'JOB_STATE_SUCCEEDED', job.status?.error?.message);
  t.is(job.status?.dependsOn[0], second);
  t.like(job.trainingSpec, { epochs: 4, seed: 3, batch: 32, continueFrom: { training: second, moreEpochs: 1 } });
  t.is(sha256Of(job), sha256Of(whole));
  t.not(sha256Of(job), sha256Of(await ended(services, first)));
  const { trainingResult: result } = job;
  t.like(result, { steps: 16, epochs: 4, views: whole.trainingResult?.views, losses: whole.trainingResult?.losses });
  t.is(result?.history?.sha256, whole.trainingResult?.history?.sha256);
  t.is(result?.continued, `${second}, after 3 epochs, with the learning rate stretched over all 4 epochs`);
  t.deepEqual(await lastState(job), await lastState(whole));
  const refused = async (changes: TrainingSpec, field: string) => {
    const error = await t.throwsAsync(start({ continueFrom: { training: first }, ...changes }));
    t.like(error, { metadata: { field } });
  };
  await refused({ epochs: 2 }, 'spec.epochs');
  await refused({ epochs: 3, seed: 3 }, 'spec.seed');
  await refused({}, 'spec.epochs');
});

test('the learning rate of a training that is continued stays that of the last step where it is to be held', async (t) => {
  t.timeout(600_000);
  const first = await start({ ...small, epochs: 2, schedule: { cosine: { restarts: 0 }, warmup: 0 } });
  const schedule = 'CONTINUED_SCHEDULE_HELD';
  const held = await ended(services, await start({ continueFrom: { training: first, schedule }, epochs: 3 }));
  const rate = (await ended(services, first)).trainingResult?.learningRate as number;
  t.true(rate > 0 && rate < 1e-3);
  t.is(held.trainingResult?.learningRate, rate);
  t.true(held.trainingResult?.continued?.endsWith(`held at ${rate}, as in its last step`));
  const stretched = await ended(services, await start({ continueFrom: { training: first }, epochs: 3 }));
  t.not(sha256Of(stretched), sha256Of(held));
});

test('layers up to one that is named stay as the encoder to start from has them, to the bit', async (t) => {
  t.timeout(600_000);
  const first = await start({ ...small, seed: 1 });
  const spec: TrainingSpec = { ...procedure, startFrom: { training: first }, freeze: 'encoder.encoder.0' };
  const job = await ended(services, await start(spec));
  t.is(job.trainingSpec?.freeze, 'encoder.encoder.0');
  const [before, after] = [await tensorsOf(await ended(services, first)), await tensorsOf(job)];
  for (const [name, { data }] of Object.entries(before)) {
    if (name.startsWith('encoder.encoder.0.')) t.deepEqual(after[name]?.data, data, name);
    else t.notDeepEqual(after[name]?.data, data, name);
  }
  const refused = await t.throwsAsync(start({ ...spec, freeze: 'layer3' }), { message: /one of encoder\.encoder\.0:/ });
  t.like(refused, { reason: 'INVALID_FIELD', metadata: { field: 'spec.freeze', value: 'layer3' } });
});

const lastState = ({ trainingResult }: Job) => services.store.getTensors(trainingResult?.state as BlobRef);

/** What a training with a constant schedule comes to, continued after one epoch, and with both from the start. */
async function inTwoAndAtOnce(spec: TrainingSpec): Promise<[continued: Job, whole: Job]> {
  const asked: TrainingSpec = { ...spec, schedule: constant, diagnostics: { everyEpochs: 0 } };
  const first = await start({ ...asked, epochs: 1 });
  const both = [
    await start({ continueFrom: { training: first, moreEpochs: 1 } }),
    await start({ ...asked, epochs: 2 }),
  ];
  return (await Promise.all(both.map((id) => ended(services, id)))) as [Job, Job];
}

test('a training whose first layers are frozen ends the same, continued or at once, with these as they were', async (t) => {
  t.timeout(600_000);
  const first = await start({ ...small, seed: 4 });
  const [continued, whole] = await inTwoAndAtOnce({
    ...procedure,
    startFrom: { training: first },
    freeze: 'encoder.encoder.0',
  });
  t.is(continued.status?.state, 'JOB_STATE_SUCCEEDED', continued.status?.error?.message);
  t.is(continued.trainingSpec?.freeze, 'encoder.encoder.0');
  t.is(sha256Of(continued), sha256Of(whole));
  t.deepEqual(await lastState(continued), await lastState(whole));
  const [before, after] = [await tensorsOf(await ended(services, first)), await tensorsOf(continued)];
  t.deepEqual(after[firstFilters]?.data, before[firstFilters]?.data);
  t.notDeepEqual(after[outputs]?.data, before[outputs]?.data);
});

// A target that never follows is the same however many epochs there are in all: only where it comes with the state, and the rest too.
for (const objective of [{ byol: { targetMomentum: 1 } }, { dino: { targetMomentum: 1 } }] as const) {
  const [name] = Object.keys(objective);
  test(`a training by ${name} that is continued has the target, and all that is beside it, of the one before`, async (t) => {
    t.timeout(600_000);
    const [continued, whole] = await inTwoAndAtOnce({ ...small, head: { ...head, batchNorm: true }, objective });
    t.is(continued.status?.state, 'JOB_STATE_SUCCEEDED', continued.status?.error?.message);
    t.is(sha256Of(continued), sha256Of(whole));
    const state = await lastState(continued);
    t.deepEqual(state, await lastState(whole));
    t.notDeepEqual(state[`target.${firstFilters}`]?.data, state[firstFilters]?.data);
  });
}

test('a training that stop_when has ended goes on from the epoch in which it ended, as if that had been its last', async (t) => {
  t.timeout(600_000);
  // By weights that stay next to the same, the loss goes up as often as down.
  const spec: TrainingSpec = {
    ...small,
    optimiser: { adamw: { learningRate: 1e-9 } },
    schedule: constant,
    diagnostics: { everyEpochs: 0 },
  };
  const stopWhen = { measure: 'ONLINE_MEASURE_LOSS', patience: 1 } as const;
  const first = await ended(services, await start({ ...spec, epochs: 60, stopWhen }));
  const { epochs = 0, stopped = '' } = first.trainingResult ?? {};
  t.regex(stopped, /^loss has not fallen for 1 epoch/);
  t.true(epochs > 1 && epochs < 60);
  const training = first.id as string;
  const continued = await ended(services, await start({ continueFrom: { training, moreEpochs: 1 } }));
  t.is(continued.trainingSpec?.epochs, epochs + 1);
  t.like(continued.trainingResult, { epochs: epochs + 1, steps: 4 * (epochs + 1), stopped: '' });
  const whole = await ended(services, await start({ ...spec, epochs: epochs + 1 }));
  t.is(sha256Of(continued), sha256Of(whole));
  t.deepEqual(await lastState(continued), await lastState(whole));
});
