import { setTimeout as delay } from 'node:timers/promises';
import { ParallaxError } from '@parallax/errors';
import test from 'ava';
import { Bench } from './support/bench.js';

let bench: Bench;

test.before(async () => {
  bench = await Bench.open();
  bench.startWorker();
});

test.after.always(() => bench?.close());

/** A job that has succeeded with a blob in its result. */
async function jobWithBlob(content: number): Promise<{ id: string; key: string; sha256: string }> {
  const { id } = await bench.count({ to: 1, keep: content });
  const { state, result } = await bench.until(id);
  if (state !== 'succeeded') throw new Error(`${id} has ${state}`);
  const { key, sha256 } = (result as { kept: { blob: { key: string; sha256: string } } }).kept.blob;
  return { id, key, sha256 };
}

test('a job that has not ended cannot be deleted', async (t) => {
  const { id } = await bench.count({ to: 5000, pause: 100 });
  await bench.until(id, ({ state }) => state === 'running');
  const error = await t.throwsAsync(bench.jobs.delete(id), { instanceOf: ParallaxError });
  t.is(error?.reason, 'JOB_NOT_ENDED');
  await bench.jobs.cancel(id);
  await bench.until(id);
  await bench.jobs.delete(id);
  const gone = await t.throwsAsync(bench.jobs.get(id), { instanceOf: ParallaxError });
  t.is(gone?.reason, 'NOT_FOUND');
});

test('a job on which another that has not ended depends cannot be deleted', async (t) => {
  const first = await jobWithBlob(1);
  const slow = await bench.count({ to: 5000, pause: 100 });
  const second = await bench.count({ to: 1 }, { dependsOn: [first.id, slow.id] });
  const error = await t.throwsAsync(bench.jobs.delete(first.id), { instanceOf: ParallaxError });
  t.is(error?.reason, 'JOB_NOT_ENDED');
  t.is(error?.metadata.blocking, second.id);
  await bench.jobs.cancel(second.id);
  await bench.jobs.cancel(slow.id);
  await bench.jobs.delete(first.id);
});

test('a request id can be used anew once its job is deleted', async (t) => {
  const first = await bench.count({ to: 1 }, { requestId: 'again' });
  await bench.until(first.id);
  // Its worker may still be at what follows from the end: more than once, so that it sometimes is.
  for (const to of [2, 3, 4, 5, 6, 7]) {
    await bench.jobs.delete(first.id);
    const next = await bench.count({ to }, { requestId: 'again' });
    t.is(next.id, first.id);
    t.is((await bench.until(next.id)).state, 'succeeded');
  }
});

test('a job whose record is damaged can be deleted, and one of a later version cannot', async (t) => {
  const options = { requestId: 'damaged', experiment: 'damaged' };
  const { id } = await bench.count({ to: 1 }, options);
  await bench.until(id);
  const spoil = (text: string) => bench.connection.request(`$KV.parallax_jobs.${id.replace('-', '.')}`, text);
  await spoil('{"version": 99, "kind": "training"}');
  t.like(await t.throwsAsync(bench.jobs.delete(id)), { reason: 'UNSUPPORTED_VERSION' });
  await spoil('{"version": 4, ');
  t.like(await t.throwsAsync(bench.jobs.get(id)), { reason: 'BLOB_CORRUPT' });
  await bench.jobs.delete(id);
  t.like(await t.throwsAsync(bench.jobs.get(id)), { reason: 'NOT_FOUND' });
  t.like(await t.throwsAsync(bench.jobs.delete(id)), { reason: 'NOT_FOUND' });
  t.deepEqual(await bench.jobs.list({ experiment: 'damaged' }), { jobs: [], unreadable: [], nextPageToken: '' });
  t.deepEqual(await bench.facts(`*.*.${id.replace('-', '.')}`), []);
  t.is((await bench.count({ to: 2 }, options)).id, id);
  t.is((await bench.until(id)).state, 'succeeded');
});

test('a blob that a job only read stays', async (t) => {
  const blob = await bench.blobs.putTensors('datasets/toy', {
    labels: { dtype: 'U8', shape: [1], data: Uint8Array.of(7) },
  });
  const job = await bench.count({ to: 1, read: blob });
  await bench.until(job.id);
  await bench.jobs.delete(job.id);
  await delay(1500);
  t.false((await bench.jobs.prune()).some(({ key }) => key === blob.key));
  t.truthy(await bench.blobs.stat(blob.key));
});
