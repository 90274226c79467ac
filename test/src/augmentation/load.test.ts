import { setTimeout as delay } from 'node:timers/promises';
import { credentials, Client as GrpcClient, type ServiceError } from '@grpc/grpc-js';
import { ParallaxError } from '@parallax/errors';
import { type Client, connect } from '@parallax/rpc';
import test, { type ExecutionContext } from 'ava';
import { invalid } from '../support/errors.js';
import { Bench, heavy, request } from './support/bench.js';
import { ServerProcess } from './support/server-process.js';

/** MiB that the server may have: its manifest gives it 2,048. */
const MEMORY = 1536;

let bench: Bench;

test.before(async () => {
  bench = await Bench.open();
});

test.after.always(() => bench?.close());

async function serve(t: ExecutionContext): Promise<{ server: ServerProcess; client: Client<'AugmentationService'> }> {
  const server = await ServerProcess.start(t, bench.env);
  const client = connect('AugmentationService', server.address);
  t.teardown(() => client.close());
  await client.importDataset({ name: 'cifar10' });
  return { server, client };
}

let seed = 1_000;

/** That a small call is answered, whatever was asked for before. */
async function answersSmallCalls(client: Client<'AugmentationService'>): Promise<unknown> {
  const end = Date.now() + 60_000;
  for (;;) {
    try {
      return await client.augment(request({ seed: seed++ }), { timeout: 20_000 });
    } catch (thrown) {
      if (ParallaxError.from(thrown).reason !== 'OVERLOADED' || Date.now() > end) throw thrown;
    }
    await delay(200);
  }
}

/** Makes calls at once; each is answered, or refused as too much. Returns how many were which. */
async function flood(t: ExecutionContext, count: number, call: (index: number) => Promise<unknown>) {
  const outcomes = await Promise.allSettled(Array.from({ length: count }, (_, index) => call(index)));
  const refusals = outcomes.flatMap((each) => (each.status === 'rejected' ? [ParallaxError.from(each.reason)] : []));
  for (const { reason, metadata, message } of refusals) {
    t.is(reason, 'OVERLOADED', message);
    t.regex(metadata.limit ?? '', /at once/);
  }
  return { answered: count - refusals.length, refused: refusals.length };
}

test.serial('work that costs too much is refused before it begins, and small calls go on', async (t) => {
  const { client } = await serve(t);
  const asked = { split: 'train', recipe: heavy(31), views: 64, order: 'ORDER_DATASET', start: 0, end: 128 } as const;
  const error = await t.throwsAsync(client.augment(asked), { instanceOf: ParallaxError });
  t.like(error, invalid('recipe', 'heavy'));
  t.regex(error?.message ?? '', /costs about .* at most 0\.25 s/);
  await t.notThrowsAsync(answersSmallCalls(client));
});

test.serial('work that its client gave up makes room for others', async (t) => {
  const { client } = await serve(t);
  // Each costs half a minute by estimate: two threads take on one or two of them at once.
  const recipe = { ...heavy(3), name: 'costly' };
  const costly = (index: number) =>
    client.augment(request({ recipe, views: 1, seed: index, start: 0, end: 200 }), { timeout: 2_000 });
  const given = await Promise.allSettled(Array.from({ length: 4 }, (_, index) => costly(index)));
  const reasons = given.map((each) => each.status === 'rejected' && ParallaxError.from(each.reason).reason);
  t.true(reasons.includes('DEADLINE'));
  t.true(reasons.every((reason) => reason === 'DEADLINE' || reason === 'OVERLOADED'));
  await t.notThrowsAsync(answersSmallCalls(client));
});

test.serial('a flood of previews is bounded in memory, and small calls go on', async (t) => {
  const { server, client } = await serve(t);
  const indices = Array.from({ length: 64 }, (_, index) => index);
  const recipe = { name: 'larger', operations: [{ randomResizedCrop: { size: 52 } }] };
  const sheet = (index: number) => client.preview({ recipe, indices, views: 32, seed: index });
  const { answered, refused } = await flood(t, 100, sheet);
  t.true(answered > 0 && refused > 0, `${answered} answered, ${refused} refused`);
  await t.notThrowsAsync(answersSmallCalls(client));
  const peak = await server.peakMemory();
  t.log(`at most ${Math.round(peak)} MiB`);
  t.true(peak < MEMORY);
});

test.serial('a flood of the largest calls is bounded in memory, and small calls go on', async (t) => {
  const { server, client } = await serve(t);
  const large = (index: number) =>
    client.augment({
      split: 'train',
      recipe: { name: 'simclr-cifar' },
      views: 64,
      seed: index,
      order: 'ORDER_DATASET',
      start: 0,
      end: 341,
    });
  const { answered, refused } = await flood(t, 40, large);
  t.true(answered > 0 && refused > 0, `${answered} answered, ${refused} refused`);
  await t.notThrowsAsync(answersSmallCalls(client));
  const peak = await server.peakMemory();
  t.log(`at most ${Math.round(peak)} MiB`);
  t.true(peak < MEMORY);
});

test.serial('half a million empty operations are counted, not looked at', async (t) => {
  const { server, client } = await serve(t);
  // As many as a request has room for.
  const operations = Buffer.alloc(1_000_000, Buffer.from([0x12, 0x00]));
  // Field 4 of AugmentRequest is the recipe, whose field 2 is one of its operations.
  const length = Buffer.from([0, 7, 14].map((shift) => ((operations.length >> shift) & 127) | (shift < 14 ? 0x80 : 0)));
  const start = Buffer.from([0x12, 4, ...Buffer.from('test'), 0x40, 1, 0x50, 1, 0x22]);
  const raw = new GrpcClient(server.address, credentials.createInsecure());
  t.teardown(() => raw.close());
  const error = await new Promise<ServiceError | null>((resolve) => {
    raw.makeUnaryRequest(
      '/parallax.v1.AugmentationService/Augment',
      (bytes: Buffer) => bytes,
      (bytes: Buffer) => bytes,
      Buffer.concat([start, length, operations]),
      resolve,
    );
  });
  t.is(error?.details, 'recipe.operations is "500000 entries": it must have 0 to 32');
  await t.notThrowsAsync(answersSmallCalls(client));
  const peak = await server.peakMemory();
  t.log(`at most ${Math.round(peak)} MiB`);
  t.true(peak < MEMORY);
});
