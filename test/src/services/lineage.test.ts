import type { BlobStore } from '@parallax/blobs';
import { notFound, ParallaxError } from '@parallax/errors';
import { checkLineage, encoderLineage, findNetwork, resolveEncoder } from '@parallax/reader';
import { type ResolvedTraining, resolveTraining } from '@parallax/specs';
import test from 'ava';

const idOf = (number: number) => `training-${String(number).padStart(16, '0')}`;

/** Records of trainings, each of which starts from the one that stands beside it. */
function recordsOf(starts: Record<string, string | undefined>) {
  let reads = 0;
  return {
    get reads() {
      return reads;
    },
    async get(id: string): Promise<{ id: string; spec: ResolvedTraining }> {
      reads++;
      if (!Object.hasOwn(starts, id)) throw notFound('training', id);
      const training = starts[id];
      return { id, spec: { ...resolveTraining(), ...(training && { startFrom: { training } }) } };
    },
  };
}

const { signal } = new AbortController();
const [a, b, c] = [idOf(1), idOf(2), idOf(3)];
const ids = (found: { id: string }[]) => found.map(({ id }) => id);

test('a lineage is that of the trainings that led to an encoder, up to one that is gone', async (t) => {
  const records = recordsOf({ [a]: b, [b]: c, [c]: undefined });
  t.deepEqual(ids(await encoderLineage(records, { training: a }, signal)), [a, b, c]);
  t.deepEqual(ids(await encoderLineage(recordsOf({ [a]: b }), { training: a }, signal)), [a]);
  t.deepEqual(ids(await encoderLineage(records, { training: a, epoch: 3 }, signal)), [a, b, c]);
  t.deepEqual(await encoderLineage(records, { sha256: 'f'.repeat(64) }, signal), []);
});

const sha256 = (digit: string) => digit.repeat(64);

/** A training of 40 epochs, which was stopped after 25 of them. */
const spec = { ...resolveTraining({ keep: { everyEpochs: 10, best: [] } }), epochs: 40 };
const result = {
  epochs: 25,
  encoder: { blob: { sha256: sha256('a') } },
  kept: [
    { epoch: 10, encoder: { sha256: sha256('b') } },
    { epoch: 17, best: 'ONLINE_MEASURE_LOSS', encoder: { sha256: sha256('c') } },
    { epoch: 20, encoder: { sha256: sha256('d') } },
  ],
};

test('an encoder that a training has kept is named by the training and its epoch', async (t) => {
  const store = { stat: async (key: string) => ({ key }) } as unknown as BlobStore;
  const find = async (epoch?: number) => {
    const ref = { training: a, ...(epoch !== undefined && { epoch }) };
    return resolveEncoder(ref, () => ({ spec, result }), store, signal);
  };
  t.deepEqual(await find(), { sha256: sha256('a') } as never);
  for (const [epoch, digit] of Object.entries({ 10: 'b', 17: 'c', 20: 'd', 25: 'a' }))
    t.is((await find(Number(epoch))).key, `encoders/${sha256(digit)}.safetensors`);
  for (const epoch of [1, 30, 40])
    await t.throwsAsync(find(epoch), {
      message: `there is no encoder "${a}@${epoch}": the training has kept those of the epochs 10, 17, 20, 25`,
    });
});

test('what names an epoch of which no encoder is kept is refused at its start', async (t) => {
  const find = (epoch: number, record: { spec: unknown; result?: unknown }) =>
    findNetwork({ training: a, epoch }, async () => record, {} as BlobStore, signal);
  t.is((await find(17, { spec, result })).size, 32);
  await t.throwsAsync(find(30, { spec, result }), { message: /kept those of the epochs 10, 17, 20, 25$/ });
  for (const epoch of [10, 30, 40]) t.is((await find(epoch, { spec })).size, 32);
  for (const epoch of [1, 39, 50])
    await t.throwsAsync(find(epoch, { spec }), {
      message: `there is no encoder "${a}@${epoch}": the training will not keep it`,
    });
  // Which is the best, nobody knows yet.
  const best = resolveTraining({ keep: { best: ['ONLINE_MEASURE_LOSS'] } });
  t.is((await find(39, { spec: { ...best, epochs: 40 } })).size, 32);
});

test('a ring of trainings ends where it comes round', async (t) => {
  const records = recordsOf({ [a]: b, [b]: c, [c]: b });
  t.deepEqual(ids(await encoderLineage(records, { training: a }, signal)), [a, b, c]);
  t.is(records.reads, 3);
});

test('a lineage without end is followed for 100 trainings, and a signal ends it before', async (t) => {
  const long = recordsOf(
    Object.fromEntries(Array.from({ length: 500 }, (_, number) => [idOf(number), idOf(number + 1)])),
  );
  t.is((await encoderLineage(long, { training: idOf(0) }, signal)).length, 100);
  const controller = new AbortController();
  controller.abort(new Error('enough'));
  await t.throwsAsync(encoderLineage(long, { training: idOf(0) }, controller.signal), { message: 'enough' });
  const error = await t.throwsAsync(checkLineage(long, { training: idOf(0) }, signal), {
    instanceOf: ParallaxError,
  });
  t.is(error?.metadata.field, 'spec.start_from.training');
});
