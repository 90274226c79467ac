import { notFound, ParallaxError } from '@parallax/errors';
import { checkLineage, encoderLineage } from '@parallax/reader';
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
  t.deepEqual(await encoderLineage(records, { sha256: 'f'.repeat(64) }, signal), []);
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
