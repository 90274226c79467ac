import { ParallaxError } from '@parallax/errors';
import { checkRings } from '@parallax/jobs';
import test from 'ava';

const idOf = (number: number) => `training-${String(number).padStart(16, '0')}`;

/** Records of jobs, each with those that it depends on; of one that stands beside `undefined` the record can't be read. */
function recordsOf(jobs: Record<string, string[] | undefined>) {
  let reads = 0;
  return {
    get reads() {
      return reads;
    },
    async findReadable(ids: readonly string[]) {
      reads += ids.length;
      return ids.map((id) => {
        if (!Object.hasOwn(jobs, id)) return undefined;
        const dependsOn = jobs[id];
        return dependsOn ? { id, dependsOn } : new ParallaxError('BLOB_CORRUPT', `the record of ${id} is corrupt`);
      });
    },
  };
}

const [a, b, c, d] = [idOf(1), idOf(2), idOf(3), idOf(4)];

test('no job can come to depend on itself, though its record was deleted: the field that leads back is named', async (t) => {
  const refused = async (jobs: Record<string, string[]>, spec: object, dependsOn: string[], metadata: object) => {
    const start = { spec, dependsOn, requestId: 'a' };
    const error = await t.throwsAsync(checkRings(recordsOf(jobs), a, start), { instanceOf: ParallaxError });
    t.is(error?.reason, 'INVALID_FIELD');
    t.deepEqual(error?.metadata, metadata);
  };
  const from = (training: string) => ({ startFrom: { training } });
  const field = 'spec.start_from.training';
  await refused({}, from(a), [a], { field, value: a });
  await refused({ [b]: [a] }, from(b), [b], { field, value: b });
  await refused({ [b]: [c], [c]: [a] }, from(b), [b], { field, value: b });
  await refused({ [b]: [a], [a]: [] }, from(b), [b], { field, value: b });
  const continued = { continueFrom: { training: c, moreEpochs: 1 } };
  await refused({ [b]: [], [c]: [d], [d]: [b, a] }, continued, [b, c], {
    field: 'spec.continue_from.training',
    value: c,
  });
  const parts = { embeddings: { trainShards: [b, c] } };
  await refused({ [b]: [], [c]: [a] }, parts, [b, c], { field: 'spec.embeddings.train_shards[1]', value: c });
  await refused({ [c]: [a] }, {}, [c], { field: 'request_id', value: 'a' });
});

test('jobs that lead to others are read once each, also where these are a ring, gone, or unreadable', async (t) => {
  const start = { spec: {}, dependsOn: [b, c], requestId: 'a' };
  const ring = recordsOf({ [b]: [c, d], [c]: [d], [d]: [b, idOf(5)], [idOf(6)]: [a] });
  await t.notThrowsAsync(checkRings(ring, a, start));
  t.is(ring.reads, 4);
  await t.notThrowsAsync(checkRings(recordsOf({ [b]: undefined }), a, start));
});

test('a thousand jobs after another, and ten thousand beside each other, are gone through', async (t) => {
  const [one, many] = [idOf(1000), Array.from({ length: 10_000 }, (_, number) => idOf(2000 + number))];
  const chain = Array.from({ length: 1000 }, (_, number) => [idOf(1000 + number), [idOf(1001 + number)]]);
  await t.notThrowsAsync(checkRings(recordsOf(Object.fromEntries(chain)), a, { spec: {}, dependsOn: [one] }));
  const shards = recordsOf(Object.fromEntries(many.map((id) => [id, [b]])));
  await t.notThrowsAsync(checkRings(shards, a, { spec: {}, dependsOn: many }));
  t.is(shards.reads, 10_001);
});
