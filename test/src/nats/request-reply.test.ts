import { setTimeout as delay } from 'node:timers/promises';
import { notFound, ParallaxError } from '@parallax/errors';
import { type Stack, startStack } from '@parallax/local';
import { connectNats, disconnect, type NatsConnection, type RespondOptions, request, respond } from '@parallax/nats';
import { Settings } from '@parallax/settings';
import test, { type ExecutionContext } from 'ava';
import { until } from '../support/until.js';

let stack: Stack;
let connection: NatsConnection;

test.before(async () => {
  stack = await startStack({ services: false });
  connection = await connectNats(new Settings(stack.env));
});

test.after.always(async () => {
  if (connection) await disconnect(connection);
  await stack?.stop();
});

const payload = (text: string) => Buffer.from(text);

function ask(subject: string, text: string, timeout = 20_000, signal = new AbortController().signal): Promise<string> {
  return request(connection, subject, payload(text), { timeout, signal }).then((bytes) =>
    Buffer.from(bytes).toString(),
  );
}

/** Responds until the test has ended. */
function responder(
  t: ExecutionContext,
  subject: string,
  handle: (text: string) => Promise<string> | string,
  options: Partial<RespondOptions> = {},
): { stop: () => void; stopped: Promise<void> } {
  const stopping = new AbortController();
  const answer = async (bytes: Uint8Array) => payload(await handle(Buffer.from(bytes).toString()));
  const stopped = respond(connection, subject, answer, { queue: 'all', signal: stopping.signal, ...options });
  t.teardown(() => stopping.abort());
  return { stop: () => stopping.abort(), stopped };
}

/** A handler that is busy with its first request until it is released. */
function busy() {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const handled: string[] = [];
  const handle = async (text: string) => {
    handled.push(text);
    await released;
    return `${text} done`;
  };
  return { handled, handle, release };
}

test('a request waits for a responder that comes up later', async (t) => {
  const reply = ask('test.later', 'a');
  await delay(600);
  responder(t, 'test.later', (text) => `${text}!`);
  t.is(await reply, 'a!');
});

test('what the responder throws is what the sender gets', async (t) => {
  responder(t, 'test.throws', () => {
    throw notFound('encoder', 'x');
  });
  const error = await t.throwsAsync(ask('test.throws', 'a'), { instanceOf: ParallaxError });
  t.like(error, { reason: 'NOT_FOUND', metadata: { kind: 'encoder', name: 'x' } });
});

test('beyond so many that wait, requests are refused at once, and those that wait get their replies', async (t) => {
  const { handled, handle, release } = busy();
  responder(t, 'test.many', handle, { mostWaiting: 2 });
  const first = ask('test.many', 'a');
  await until('the first is being handled', () => handled.length === 1);
  const waiting = [ask('test.many', 'b'), ask('test.many', 'c')];
  const error = await t.throwsAsync(ask('test.many', 'd'), { instanceOf: ParallaxError });
  t.like(error, { reason: 'OVERLOADED', metadata: { limit: '2' } });
  release();
  t.deepEqual(await Promise.all([first, ...waiting]), ['a done', 'b done', 'c done']);
  t.deepEqual(handled, ['a', 'b', 'c']);
});

test('a request whose sender no longer waits is not worked on', async (t) => {
  const { handled, handle, release } = busy();
  responder(t, 'test.late', handle);
  const first = ask('test.late', 'a');
  await until('the first is being handled', () => handled.length === 1);
  const error = await t.throwsAsync(ask('test.late', 'b', 300), { instanceOf: ParallaxError });
  t.is(error?.reason, 'UNAVAILABLE');
  // The responder counts from when the request arrived.
  await delay(200);
  const last = ask('test.late', 'c');
  release();
  t.deepEqual(await Promise.all([first, last]), ['a done', 'c done']);
  t.deepEqual(handled, ['a', 'c']);
});

test('a responder that stops replies to what it has taken, and takes no more', async (t) => {
  const { handled, handle, release } = busy();
  const { stop, stopped } = responder(t, 'test.stop', handle);
  const replies = [ask('test.stop', 'a'), ask('test.stop', 'b')];
  await until('the first is being handled', () => handled.length === 1);
  stop();
  await connection.flush();
  const refused = ask('test.stop', 'c', 600);
  release();
  await stopped;
  t.deepEqual(await Promise.all(replies), ['a done', 'b done']);
  t.is((await t.throwsAsync(refused, { instanceOf: ParallaxError }))?.reason, 'UNAVAILABLE');
});

test('a sender that gives up hears so at once', async (t) => {
  const stopping = new AbortController();
  const waiting = ask('test.nobody', 'a', 60_000, stopping.signal);
  stopping.abort();
  t.is((await t.throwsAsync(waiting, { instanceOf: ParallaxError }))?.reason, 'UNAVAILABLE');
});

test('a message that NATS would not take is refused as that, in both directions', async (t) => {
  const large = 'x'.repeat(connection.info?.max_payload ?? 0);
  t.is((await t.throwsAsync(ask('test.large', large), { instanceOf: ParallaxError }))?.reason, 'MESSAGE_TOO_LARGE');
  responder(t, 'test.large', () => `${large}x`);
  t.is((await t.throwsAsync(ask('test.large', 'a'), { instanceOf: ParallaxError }))?.reason, 'MESSAGE_TOO_LARGE');
});
