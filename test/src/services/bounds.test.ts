import type { BlobRef } from '@parallax/blobs';
import type { Job, TrainingSpec } from '@parallax/contract';
import { ParallaxError } from '@parallax/errors';
import test from 'ava';
import sharp from 'sharp';
import { ended, type Services, small, startServices } from './support/services.js';

let services: Services;

test.before(async (t) => {
  t.timeout(600_000);
  // Whatever the machine has.
  services = await startServices();
});

test.after.always(() => services?.stop());

async function start(spec: TrainingSpec, requestId?: string): Promise<string> {
  return (await services.trainings.startTraining({ spec, requestId })).job?.id as string;
}

async function refusal(call: Promise<unknown>): Promise<ParallaxError | undefined> {
  try {
    await call;
    return undefined;
  } catch (thrown) {
    return ParallaxError.from(thrown);
  }
}

const absurd: [about: string, spec: TrainingSpec, field: string][] = [
  ['head of 65,536 by 65,536', { head: { hidden: 65_536, output: 65_536 } }, 'spec.head.hidden'],
  [
    'five blocks of 4,096 channels',
    { network: { conv: { channels: [4096, 4096, 4096, 4096, 4096] } } },
    'spec.network.conv.channels',
  ],
  ['2³⁶ weights', { network: { conv: { channels: [4096] } }, head: { hidden: 65_536 } }, 'spec.network.conv.channels'],
  ['a batch of 8,192', { batch: 8192 }, 'spec.batch'],
  ['one image', { images: 1, dropLast: false }, 'spec.images'],
  ['a last batch of one image', { ...small, images: 129, dropLast: false }, 'spec.drop_last'],
  ['a preset that every object has', { preset: 'constructor' }, 'spec.preset'],
];

for (const [about, spec, field] of absurd) {
  test(`a training with ${about} is refused before there is a job`, async (t) => {
    const error = await refusal(services.trainings.startTraining({ spec, experiment: 'absurd' }));
    t.is(error?.status, 'INVALID_ARGUMENT', error?.message);
    t.is(error?.metadata.field, field);
    t.deepEqual((await services.jobs.listJobs({ experiment: 'absurd' })).jobs, []);
  });
}

test('progress adds up to what the result says, with a smaller last batch and without', async (t) => {
  t.timeout(600_000);
  for (const [spec, views] of [
    [{ ...small, images: 130, batch: 64, epochs: 3, dropLast: false }, 3 * 130 * 2],
    [{ ...small, images: 130, batch: 64, epochs: 3 }, 3 * 128 * 2],
  ] as const) {
    const id = await start({ ...spec, network: { conv: { channels: [8, 16] } } });
    let last: Job | undefined;
    const totals = new Set<number>();
    let done = 0;
    for await (const { job } of services.jobs.watchJob({ id })) {
      last = job;
      const progress = job?.status?.progress;
      if (!progress) continue;
      totals.add(Number(progress.total));
      done = Number(progress.done);
    }
    t.is(last?.status?.state, 'JOB_STATE_SUCCEEDED', last?.status?.error?.message);
    t.is(Number(last?.trainingResult?.views), views);
    t.deepEqual([...totals], [views]);
    t.is(done, views);
  }
});

test('the losses of all steps and epochs lie in a blob, over all attempts', async (t) => {
  t.timeout(600_000);
  const epochs = 5;
  const job = await ended(services, await start({ ...small, epochs, checkpointSteps: 3 }));
  t.is(job.status?.state, 'JOB_STATE_SUCCEEDED', job.status?.error?.message);
  const { losses = [], history } = job.trainingResult ?? {};
  t.is(losses.length, epochs);
  t.regex(history?.key ?? '', /^histories\/[0-9a-f]{64}\.safetensors$/);
  t.truthy(history?.url);
  const { step_loss, epoch_loss } = await services.store.getTensors(history as BlobRef);
  t.deepEqual([step_loss?.shape, epoch_loss?.shape], [[4 * epochs], [epochs]]);
  const [steps, means] = [step_loss?.data, epoch_loss?.data] as [Float32Array, Float32Array];
  t.deepEqual([...means], losses);
  for (let epoch = 0; epoch < epochs; epoch++) {
    const sum = steps.subarray(4 * epoch, 4 * epoch + 4).reduce((a, b) => a + b, 0);
    t.is(means[epoch], Math.fround(sum / 4));
  }
});

test('trainings can’t come to start from each other in a ring, and a probe of one is answered', async (t) => {
  t.timeout(600_000);
  const { network, head, ...procedure } = small;
  const first = await start(small, 'ring-first');
  await ended(services, first);
  const second = await start({ ...procedure, startFrom: { training: first } }, 'ring-second');
  await ended(services, second);
  await services.jobs.deleteJob({ id: first });
  const error = await refusal(start({ ...procedure, startFrom: { training: second } }, 'ring-first'));
  t.is(error?.status, 'INVALID_ARGUMENT', error?.message);
  t.deepEqual(error?.metadata, { field: 'spec.start_from.training', value: second });
});

test('images that would be huge once decoded are refused by their place, and the server goes on', async (t) => {
  t.timeout(600_000);
  const { result } = { result: (await ended(services, await start(small))).trainingResult };
  const sha256 = result?.encoder?.blob?.sha256 as string;
  const picture = (side: number, depth: 'srgb' | 'rgb16', progressive: boolean) =>
    sharp({ create: { width: side, height: side, channels: 4, background: '#00000080' } })
      .toColourspace(depth)
      .png({ compressionLevel: 9, progressive })
      .toBuffer();
  const [good, huge, large] = await Promise.all([
    picture(32, 'srgb', false),
    picture(8192, 'rgb16', true),
    picture(4096, 'srgb', false),
  ]);
  const embed = (images: Buffer[]) => services.embeddings.embed({ encoder: { sha256 }, images });
  const one = await refusal(embed([good, huge]));
  t.is(one?.metadata.field, 'images[1]', one?.message);
  t.regex(one?.message ?? '', /8192×8192 pixels, .* 16777216 in all/);
  const together = await refusal(embed([large, large, large, large, large]));
  t.is(together?.metadata.field, 'images[4]', together?.message);
  t.is((await embed([good, good])).embeddings.length, 2);
});
