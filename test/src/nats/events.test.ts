import { type Stack, startStack } from '@parallax/local';
import { connectNats, disconnect, EventLog, type NatsConnection } from '@parallax/nats';
import { Settings } from '@parallax/settings';
import test from 'ava';
import { until } from '../support/until.js';

let stack: Stack;
let connection: NatsConnection;
let log: EventLog;

test.before(async () => {
  stack = await startStack({ services: false });
  connection = await connectNats(new Settings(stack.env));
  log = await EventLog.open(connection);
});

test.after.always(async () => {
  if (connection) await disconnect(connection);
  await stack?.stop();
});

const traceparent = `00-${'a'.repeat(32)}-${'1'.repeat(16)}-01`;

test.serial('an event is a structured CloudEvent 1.0 on its subject', async (t) => {
  const subscription = connection.subscribe('parallax.events.views.made', { max: 1 });
  await log.publish({
    type: 'views.made',
    subject: 'views/a b.safetensors',
    data: { size: 3 },
    id: 'one',
    traceparent,
  });
  for await (const message of subscription) {
    t.regex(message.headers?.get('content-type') ?? '', /^application\/cloudevents\+json/);
    const event = message.json<{ time: string }>();
    t.false(Number.isNaN(Date.parse(event.time)));
    t.like(event, {
      specversion: '1.0',
      id: 'one',
      source: '/parallax/views',
      type: 'parallax.views.made',
      subject: 'views/a b.safetensors',
      datacontenttype: 'application/json',
      traceparent,
      data: { size: 3 },
    });
  }
});

test.serial('an event is followed until it has been handled, once among many, also from before', async (t) => {
  for (const id of ['a', 'b', 'c']) await log.publish({ type: 'test.told', subject: id, data: {}, id });
  await log.publish({ type: 'test.told', subject: 'a', data: {}, id: 'a' });
  const stopping = new AbortController();
  const seen: string[] = [];
  let failed = false;
  const follow = () =>
    log.follow(
      'followers',
      ['test.*'],
      async ({ id }) => {
        if (id === 'b' && !failed) {
          failed = true;
          throw new Error('not now');
        }
        seen.push(id);
        if (seen.length === 3) stopping.abort();
      },
      stopping.signal,
    );
  await Promise.all([follow(), follow()]);
  t.deepEqual(seen.sort(), ['a', 'b', 'c']);
});

test.serial('following goes on when NATS comes back', async (t) => {
  const stopping = new AbortController();
  const seen: string[] = [];
  const publish = (id: string) => log.publish({ type: 'survival.told', subject: 's', data: {}, id });
  // What is asked of NATS while it is away may fail.
  const isPublished = (id: string) =>
    publish(id).then(
      () => true,
      () => false,
    );
  let published: Promise<boolean> | undefined;
  await publish('before');
  await log.follow(
    'survivor',
    ['survival.*'],
    async ({ id }) => {
      seen.push(id);
      if (id === 'after') return stopping.abort();
      if (published) return;
      // The stack starts it again.
      killNats();
      published = until('NATS takes an event again', () => isPublished('after'), 60);
    },
    stopping.signal,
  );
  await published;
  t.deepEqual([...new Set(seen)], ['before', 'after']);
});

function killNats(): void {
  const pid = stack.processes.find(({ name }) => name === 'nats-server')?.pid;
  if (pid) process.kill(pid, 'SIGKILL');
}

test.serial('a message that is no event is dropped at once, and those after it are handled', async (t) => {
  const stopping = new AbortController();
  for (const text of ['no JSON', '{"specversion":"1.0"}']) connection.publish('parallax.events.odd.told', text);
  await log.publish({ type: 'odd.told', subject: 's', data: {}, id: 'good' });
  const seen: string[] = [];
  const handle = async ({ id }: { id: string }) => {
    seen.push(id);
    stopping.abort();
  };
  await log.follow('odd', ['odd.*'], handle, stopping.signal);
  t.deepEqual(seen, ['good']);
  await connection.flush();
  const reply = await connection.request('$JS.API.CONSUMER.INFO.PARALLAX_EVENTS.odd');
  const { num_ack_pending, num_pending, config } = reply.json<Record<string, unknown> & { config: object }>();
  t.deepEqual([num_ack_pending, num_pending], [0, 0]);
  t.like(config, { max_deliver: 100 });
});

test.serial('events stay for so many days as the setting says, also where the stream is there', async (t) => {
  const other = await connectNats(new Settings({ ...stack.env, PARALLAX_EVENTS_DAYS: '2' }));
  t.teardown(() => disconnect(other));
  await EventLog.open(other);
  const reply = await connection.request('$JS.API.STREAM.INFO.PARALLAX_EVENTS');
  t.is(reply.json<{ config: { max_age: number } }>().config.max_age, 2 * 24 * 3600 * 1e9);
});
