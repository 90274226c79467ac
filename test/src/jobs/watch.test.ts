import { ParallaxError } from '@parallax/errors';
import type { JobRecord } from '@parallax/jobs';
import test from 'ava';
import { Bench } from './support/bench.js';

let bench: Bench;

test.before(async () => {
  bench = await Bench.open();
});

test.after.always(() => bench?.close());

async function all(records: AsyncIterable<JobRecord>): Promise<JobRecord[]> {
  const seen: JobRecord[] = [];
  for await (const record of records) seen.push(record);
  return seen;
}

test('a watch begins with the job as it is, and ends with the job', async (t) => {
  const { id } = await bench.count({ to: 5, pause: 50 });
  const watching = all(bench.jobs.watch(id));
  bench.startWorker();
  const seen = await watching;
  t.is(seen[0]?.state, 'queued');
  t.is(seen.at(-1)?.state, 'succeeded');
  t.true(seen.some(({ progress }) => progress?.stage === 'counting'));
  const revisions = seen.map(({ revision }) => revision);
  t.deepEqual(
    revisions,
    [...revisions].sort((a, b) => a - b),
  );
});

test('a watch can begin after a revision', async (t) => {
  // It waits, so that no worker has it when it is cancelled.
  const { id } = await bench.count({ to: 1 }, { dependsOn: [(await bench.count({ to: 9999, pause: 100 })).id] });
  const { revision } = await bench.jobs.cancel(id);
  t.deepEqual((await all(bench.jobs.watch(id, { afterRevision: revision - 1 }))).length, 1);
  t.deepEqual(await all(bench.jobs.watch(id, { afterRevision: revision })), []);
});

test('a watch ends when its signal aborts', async (t) => {
  const waiting = await bench.count({ to: 1 }, { dependsOn: [(await bench.count({ to: 9999, pause: 100 })).id] });
  const stopping = new AbortController();
  for await (const job of bench.jobs.watch(waiting.id, { signal: stopping.signal })) {
    t.is(job.state, 'waiting');
    stopping.abort();
  }
});

test('what is not there cannot be watched', async (t) => {
  const error = await t.throwsAsync(all(bench.jobs.watch('probe-0123456789abcdef')), { instanceOf: ParallaxError });
  t.is(error?.reason, 'NOT_FOUND');
});
