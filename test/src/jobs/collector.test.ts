import { setTimeout as delay } from 'node:timers/promises';
import type { BlobRef, BlobStore } from '@parallax/blobs';
import type { ParallaxError } from '@parallax/errors';
import { Jobs } from '@parallax/jobs';
import test from 'ava';
import { Bench } from './support/bench.js';
import type { CountSpec } from './support/compute.js';

let bench: Bench;

test.beforeEach(async () => {
  bench = await Bench.open();
  bench.startWorker();
});

test.afterEach.always(() => bench?.close());

/** A job that has succeeded with a blob in its result. */
async function jobWithBlob(content: number): Promise<BlobRef & { id: string }> {
  const { id } = await bench.count({ to: 1, keep: content });
  const { state, result } = await bench.until(id);
  if (state !== 'succeeded') throw new Error(`${id} has ${state}`);
  return { id, ...(result as { kept: { blob: BlobRef } }).kept.blob };
}

/** Collects what is older than a second. */
async function collect(): Promise<string[]> {
  await delay(1500);
  return (await bench.jobs.prune()).map(({ key }) => key);
}

test.serial(
  'a blob goes once the last job that refers to it is deleted, and not before it is old enough',
  async (t) => {
    const [a, b] = [await jobWithBlob(2), await jobWithBlob(2)];
    t.is(a.key, b.key);
    await bench.jobs.delete(a.id);
    t.false((await collect()).includes(a.key));
    await bench.jobs.delete(b.id);
    await bench.reopen({ blobAge: 3600_000 });
    t.false((await collect()).includes(a.key));
    await bench.reopen();
    const upload = await bench.blobs.put('uploads/ä *>', Uint8Array.of(1));
    const gone = await collect();
    t.true(gone.includes(a.key) && gone.includes(upload.key));
    t.is(await bench.blobs.stat(a.key), undefined);
  },
);

test.serial('a dry run says what would go, and why, and removes nothing', async (t) => {
  const { id, key } = await jobWithBlob(5);
  await bench.jobs.delete(id);
  const upload = await bench.blobs.put('uploads/5', Uint8Array.of(1, 2, 3));
  await delay(1500);
  const pruned = await bench.jobs.prune({ dryRun: true });
  t.like(
    pruned.find((blob) => blob.key === key),
    { reason: 'unreferenced' },
  );
  t.deepEqual(
    pruned.find((blob) => blob.key === upload.key),
    { key: upload.key, size: 3, reason: 'upload expired' },
  );
  t.truthy(await bench.blobs.stat(key));
});

test.serial('the checkpoints of a job go when it has ended, and its last two stay until then', async (t) => {
  const { id } = await bench.count({ to: 99_999, pause: 100 });
  await bench.until(id, ({ checkpoint }) => Number(checkpoint?.count) >= 20);
  t.true((await collect()).length > 5);
  // So that what the record refers to stays the same while it is looked at.
  await bench.jobs.pause(id);
  const { checkpoint, previousCheckpoint } = await bench.until(id, ({ state }) => state === 'paused');
  await collect();
  t.deepEqual(
    await bench.keys(`checkpoints/${id}/`),
    [checkpoint, previousCheckpoint].map((each) => each?.blob.key ?? '').sort(),
  );
  await bench.jobs.cancel(id);
  await collect();
  t.deepEqual(await bench.keys('checkpoints/'), []);
});

test.serial('while a record can’t be read, what it might need stays, and all else goes on', async (t) => {
  const [needed, deleted] = [await jobWithBlob(7), await jobWithBlob(8)];
  await bench.jobs.delete(deleted.id);
  const key = `$KV.parallax_jobs.${needed.id.replace('-', '.')}`;
  await bench.connection.request(key, '{"version": 8, ');
  const put = async (id: string) => (await bench.blobs.put(`checkpoints/${id}/1`, Uint8Array.of(1))).key;
  const [own, others] = [await put(needed.id), await put('training-0123456789abcdef')];
  await bench.until((await bench.count({ to: 1 })).id);
  await delay(1500);
  const unreadable: ParallaxError[] = [];
  const onUnreadable = (error: ParallaxError) => unreadable.push(error);
  const gone = (await bench.jobs.prune({ jobsDays: 1 / 86_400, onUnreadable })).map((blob) => blob.key);
  t.true(gone.includes(others));
  t.deepEqual(
    [own, needed.key, deleted.key].filter((each) => gone.includes(each)),
    [],
  );
  t.deepEqual(
    unreadable.map(({ reason, metadata }) => [reason, metadata.name]),
    [['BLOB_CORRUPT', needed.id]],
  );
  t.deepEqual((await bench.jobs.list()).jobs, [], 'an old job was not deleted');
  await bench.connection.request(
    '$JS.API.STREAM.PURGE.KV_parallax_jobs',
    JSON.stringify({ filter: `$KV.parallax_jobs.${needed.id.replace('-', '.')}` }),
  );
  const rest = await collect();
  t.true([own, needed.key, deleted.key].every((each) => rest.includes(each)));
});

test.serial('a blob stays that was made to stay, and one that a job names by its hash', async (t) => {
  const [kept, named] = [await jobWithBlob(3), await jobWithBlob(4)];
  t.true(await bench.jobs.keep(kept, { note: 'imported' }));
  const slow = await bench.count({ to: 5000, pause: 100 });
  const spec: CountSpec = { to: 1, notes: named.sha256 };
  await bench.count(spec, { dependsOn: [slow.id] });
  for (const { id } of [kept, named]) await bench.jobs.delete(id);
  const gone = await collect();
  t.false(gone.includes(kept.key) || gone.includes(named.key));
  t.truthy(await bench.blobs.stat(kept.key));
  t.truthy(await bench.blobs.stat(named.key));
});

// A succeeded job's result was gone: the other's delete had looked at the records before this one's was written.
test.serial('deleting a job leaves the blob that another is just about to end with', async (t) => {
  await bench.stopWorkers();
  await bench.reopen({ lease: 60_000 });
  const worker = bench.startWorker({ lease: 60_000 });
  const first = await jobWithBlob(42);
  const second = await bench.count({ to: 3, pause: 300, keep: 42 });
  await bench.until(second.id, ({ progress }) => Number(progress?.done) >= 2);
  // The parent alone: its computation puts the blob, says so, and ends.
  worker.kill('SIGSTOP');
  await delay(3000);
  await bench.jobs.delete(first.id);
  await bench.jobs.prune();
  worker.kill('SIGCONT');
  const job = await bench.until(second.id);
  t.is(job.state, 'succeeded');
  t.truthy(await bench.blobs.stat(first.key), 'the result of a succeeded job is gone');
});

/** The bench's store, on which removals wait until they are let through. */
function slowToRemove(): { blobs: BlobStore; asked: Promise<void>; letThrough: () => void } {
  let [ask, letThrough] = [() => {}, () => {}];
  const asked = new Promise<void>((resolve) => {
    ask = resolve;
  });
  const through = new Promise<void>((resolve) => {
    letThrough = resolve;
  });
  const remove: BlobStore['remove'] = async (keys, options) => {
    ask();
    await through;
    await bench.blobs.remove(keys, options);
  };
  const blobs = new Proxy(bench.blobs, {
    get(store, name: keyof BlobStore) {
      const value = name === 'remove' ? remove : store[name];
      return typeof value === 'function' ? value.bind(store) : value;
    },
  });
  return { blobs, asked, letThrough };
}

// A succeeded job's result was gone: the store had been asked to remove it before the job put it there again.
test.serial(
  'a blob that is put while the store is about to remove it is there once its job has succeeded',
  async (t) => {
    const first = await jobWithBlob(43);
    await bench.jobs.delete(first.id);
    await delay(1500);
    const slow = slowToRemove();
    const others = await Jobs.open(bench.connection, { blobs: slow.blobs, limits: { blobAge: 1000, removal: 6000 } });
    const pruning = others.prune();
    await slow.asked;
    const second = await bench.count({ to: 1, keep: 43 });
    await delay(2000);
    t.is((await bench.jobs.get(second.id)).state, 'running', 'it waits until the removal is over');
    slow.letThrough();
    t.true((await pruning).some(({ key }) => key === first.key));
    t.is((await bench.until(second.id)).state, 'succeeded');
    t.truthy(await bench.blobs.stat(first.key), 'the result of a succeeded job is gone');
  },
);

test.serial('servers collect by themselves, one of them at a time, and delete jobs that ended long ago', async (t) => {
  const { id, key } = await jobWithBlob(6);
  const stopping = new AbortController();
  t.teardown(() => stopping.abort());
  const collecting = [1, 2].map(() => bench.jobs.runCollector(stopping.signal, { jobsDays: 1 / 86_400 }));
  await bench.eventually('the job and its blob are gone', async () => (await bench.blobs.stat(key)) === undefined);
  t.like(await t.throwsAsync(bench.jobs.get(id)), { reason: 'NOT_FOUND', metadata: { name: id } });
  stopping.abort();
  await Promise.all(collecting);
});

test.serial('a collector that has died is followed by another soon, however seldom they look', async (t) => {
  await bench.connection.request('$KV.parallax_leases.watchman', 'one that has died');
  await bench.reopen({ collection: 3600_000 });
  const stopping = new AbortController();
  const running = new Promise((resolve) => {
    void bench.jobs.runInTurn('watchman', async () => resolve('runs'), stopping.signal);
  });
  t.is(await Promise.race([running, delay(20_000)]), 'runs');
  stopping.abort();
});
