import type { Worker } from 'node:worker_threads';
import { ParallaxError } from '@parallax/errors';
import { type Recipe, recipes, renderViews, ViewPool, type ViewsRequest } from '@parallax/views';
import test, { type ExecutionContext } from 'ava';
import { images } from '../parity/formula.js';
import { take } from '../support/take.js';

const COUNT = 200;

const dataset = images(COUNT, 32, 300);

function request(change: Partial<ViewsRequest> = {}): ViewsRequest {
  const { indices = Int32Array.from({ length: COUNT }, (_, index) => (index * 7) % COUNT) } = change;
  const chosen = take(dataset, indices, 32 * 32 * 3);
  const recipe = recipes['simclr-cifar'] as Recipe;
  return { images: chosen, height: 32, width: 32, recipe, views: 2, seed: 1, epoch: 0, indices, ...change };
}

function pool(t: ExecutionContext, size: number): ViewPool {
  const made = new ViewPool({ size });
  t.teardown(() => made.close());
  return made;
}

async function reasonOf(t: ExecutionContext, promise: Promise<unknown>): Promise<string> {
  const error = await t.throwsAsync(promise, { instanceOf: ParallaxError });
  return `${error?.reason} ${error?.message}`;
}

test('views are the same with one thread, with three, and without any', async (t) => {
  const expected = renderViews(request());
  for (const size of [1, 3]) {
    const views = await pool(t, size).render(request());
    t.is(Buffer.compare(views, expected), 0);
  }
});

test('calls that share the threads each get their own views', async (t) => {
  const shared = pool(t, 2);
  const requests = Array.from({ length: 6 }, (_, seed) =>
    request({ seed, indices: request().indices.slice(seed * 30) }),
  );
  const views = await Promise.all(requests.map((each) => shared.render(each)));
  views.forEach((each, seed) => {
    t.is(Buffer.compare(each, renderViews(requests[seed] as ViewsRequest)), 0);
  });
});

test('a short call is done before a long one that came first', async (t) => {
  const shared = pool(t, 1);
  const ended: string[] = [];
  const many = Int32Array.from({ length: 20 * COUNT }, (_, index) => index % COUNT);
  const long = shared.render(request({ indices: many })).then(() => ended.push('long'));
  const short = shared.render(request({ indices: Int32Array.of(3) })).then(() => ended.push('short'));
  await Promise.all([long, short]);
  t.deepEqual(ended, ['short', 'long']);
});

test('no images give no views', async (t) => {
  t.is((await pool(t, 1).render(request({ indices: new Int32Array(0) }))).length, 0);
});

test('a wrong request is refused as renderViews refuses it, and images outside shared memory too', async (t) => {
  const asked = pool(t, 1);
  t.is(
    await reasonOf(t, asked.render(request({ views: 0 }))),
    'INVALID_FIELD views is 0: it must be a whole number from 1',
  );
  const own = asked.render(request({ images: Uint8Array.from(request().images) }));
  t.is(await reasonOf(t, own), 'INTERNAL the images that a view pool is given must lie in a SharedArrayBuffer');
});

test('a call ends when its signal aborts, before it began or on its way, and the others go on', async (t) => {
  const shared = pool(t, 1);
  const before = AbortSignal.abort(new Error('not wanted'));
  t.is(await reasonOf(t, shared.render(request(), before)), 'CANCELLED the rendering of views was cancelled');
  const controller = new AbortController();
  const aborted = shared.render(request(), controller.signal);
  const other = shared.render(request());
  controller.abort(new ParallaxError('DEADLINE', 'too late'));
  t.is(await reasonOf(t, aborted), 'DEADLINE too late');
  t.is(Buffer.compare(await other, renderViews(request())), 0);
});

test('what is given up occupies no thread for longer than a view takes', async (t) => {
  const shared = pool(t, 1);
  const crop = { randomResizedCrop: { size: 1024, scale: { low: 1, high: 1 }, ratio: { low: 1, high: 1 } } };
  const recipe = { ...(recipes.identity as Recipe), operations: [crop, crop] };
  const indices = Int32Array.from({ length: 64 }, (_, index) => index);
  const controller = new AbortController();
  const heavy = shared.render(request({ recipe, views: 8, indices }), controller.signal);
  await shared.render(request({ indices: Int32Array.of(0) }));
  controller.abort(new ParallaxError('DEADLINE', 'too late'));
  t.is(await reasonOf(t, heavy), 'DEADLINE too late');
  // All of them would take a minute.
  const began = performance.now();
  await shared.render(request({ indices: Int32Array.of(0) }));
  t.true(performance.now() - began < 5_000);
});

// Serial, since the process tells of threads that anyone makes.
test.serial('a thread that is ended from outside fails its call, and another takes its place', async (t) => {
  const shared = pool(t, 1);
  const made = new Promise<Worker>((resolve) => process.once('worker', resolve));
  const hit = shared.render(request());
  const spared = shared.render(request({ seed: 2 }));
  await (await made).terminate();
  t.is(await reasonOf(t, hit), 'INTERNAL a thread that renders views died: it was ended from outside');
  t.is(Buffer.compare(await spared, renderViews(request({ seed: 2 }))), 0);
});

test.serial('what a thread throws is the cause of its call’s failure, and the pool goes on', async (t) => {
  const shared = pool(t, 1);
  const unheard = { ...(recipes.identity as Recipe), operations: [{ randomAffine: {} } as never] };
  const error = await t.throwsAsync(shared.render(request({ recipe: unheard })), { instanceOf: ParallaxError });
  t.is(error?.reason, 'INTERNAL');
  t.regex(error?.message ?? '', /^a thread that renders views died: .+/);
  t.true(error?.cause instanceof Error);
  t.is(Buffer.compare(await shared.render(request()), renderViews(request())), 0);
});

test('a closed pool fails what is on its way and what comes after, and can be closed again', async (t) => {
  const made = new ViewPool({ size: 2 });
  const going = reasonOf(t, made.render(request()));
  await made.close();
  t.is(await going, 'UNAVAILABLE the view pool is closed');
  t.is(await reasonOf(t, made.render(request())), 'UNAVAILABLE the view pool is closed');
  await t.notThrowsAsync(made.close());
});
