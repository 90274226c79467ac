import { ParallaxError } from '@parallax/errors';
import test from 'ava';
import { Bench } from './support/bench.js';

let bench: Bench;

test.before(async () => {
  bench = await Bench.open();
});

test.after.always(() => bench?.close());

const experiment = 'paged';

test.serial('jobs are listed by pages, the newest first, and none twice when one comes meanwhile', async (t) => {
  const started: string[] = [];
  for (let index = 0; index < 5; index++) started.push((await bench.count({ to: 1 }, { experiment })).id);
  await bench.count({ to: 1 }, { experiment: 'other' });
  const seen: string[] = [];
  let pageToken = '';
  for (let pages = 1; pages <= 3; pages++) {
    const page = await bench.jobs.list({ kind: 'training', experiment, pageSize: 2, pageToken });
    seen.push(...page.jobs.map(({ id }) => id));
    if (pages === 1) await bench.count({ to: 1 }, { experiment });
    pageToken = page.nextPageToken;
  }
  t.is(pageToken, '', 'the third page is the last');
  t.deepEqual(seen, started.reverse());
});

test.serial('no jobs are an empty page', async (t) => {
  t.deepEqual(await bench.jobs.list({ kind: 'probe' }), { jobs: [], unreadable: [], nextPageToken: '' });
});

test.serial('records that can not be read, of a later version or damaged, hide none of the others', async (t) => {
  const within = { experiment: 'unreadable' };
  const [later, damaged, whole] = [
    await bench.count({ to: 1 }, within),
    await bench.count({ to: 1 }, within),
    await bench.count({ to: 1 }, within),
  ];
  const put = (id: string, text: string) =>
    bench.connection.publish(`$KV.parallax_jobs.${id.replace('-', '.')}`, Buffer.from(text));
  put(later.id, JSON.stringify({ version: 99, kind: 'training', state: 'queued' }));
  put(damaged.id, '{"version": 4, ');
  await bench.connection.flush();
  const { jobs, unreadable } = await bench.jobs.list(within);
  t.deepEqual(
    jobs.map(({ id }) => id),
    [whole.id],
  );
  t.deepEqual(
    unreadable.map(({ reason, metadata }) => [reason, metadata.name]),
    [
      ['BLOB_CORRUPT', damaged.id],
      ['UNSUPPORTED_VERSION', later.id],
    ],
  );
});

test.serial('a size or token that is none is refused, by name', async (t) => {
  const refused = async (request: object, field: string) => {
    const error = await t.throwsAsync(bench.jobs.list(request), { instanceOf: ParallaxError });
    t.is(error?.metadata.field, field);
  };
  await refused({ pageSize: -1 }, 'page_size');
  await refused({ pageSize: 1.5 }, 'page_size');
  await refused({ pageToken: 'abc' }, 'page_token');
  const { nextPageToken } = await bench.jobs.list({ kind: 'training', experiment, pageSize: 1 });
  t.truthy(nextPageToken);
  await refused({ kind: 'training', experiment: 'other', pageToken: nextPageToken }, 'page_token');
});

test.serial('an experiment is found among many, and a job that is deleted is gone from it', async (t) => {
  const needle = await bench.count({ to: 1 }, { experiment: 'needle' });
  await Promise.all(Array.from({ length: 400 }, (_, index) => bench.count({ to: 1 }, { experiment: `hay-${index}` })));
  const list = async (request: object) => (await bench.jobs.list(request)).jobs.map(({ id }) => id);
  t.deepEqual(await list({ experiment: 'needle' }), [needle.id]);
  const all = await list({ kind: 'training', pageSize: 1000 });
  t.is(all.indexOf(needle.id), 400);
  await bench.jobs.cancel(needle.id);
  await bench.jobs.delete(needle.id);
  t.deepEqual(await list({ experiment: 'needle' }), []);
  t.deepEqual(
    await list({ kind: 'training', pageSize: 1000 }),
    all.filter((id) => id !== needle.id),
  );
});

// A server was killed before the record was there; the client's next try opened another experiment.
test.serial('a job whose start was cut off once, and made again, is listed once, in its own experiment', async (t) => {
  const { id, experiment } = await bench.count({ to: 1 });
  await bench.connection.request(`parallax.index.made.cut-off.${id.replace('-', '.')}`);
  const list = async (request: object) => (await bench.jobs.list(request)).jobs.filter((job) => job.id === id).length;
  t.is(await list({ pageSize: 1000 }), 1);
  t.is(await list({ experiment }), 1);
  t.is(await list({ experiment: 'cut-off' }), 0);
});

test.serial(
  'a kind that is rare among many is looked for by pages, so that no call reads the whole index',
  async (t) => {
    const { job } = await bench.jobs.start({ kind: 'probe', spec: {} });
    for (let index = 0; index < 2100; index++) {
      const id = index.toString(16).padStart(16, '0');
      bench.connection.publish(`parallax.index.made.many.training.${id}`);
    }
    await bench.connection.request('parallax.index.made.many.training.ffffffffffffffff', '', { timeout: 30_000 });
    const first = await bench.jobs.list({ kind: 'probe' });
    t.deepEqual(first.jobs, []);
    t.truthy(first.nextPageToken);
    const second = await bench.jobs.list({ kind: 'probe', pageToken: first.nextPageToken });
    t.deepEqual([second.jobs.map(({ id }) => id), second.nextPageToken], [[job.id], '']);
  },
);
