import { setTimeout as delay } from 'node:timers/promises';
import type { ParallaxError } from '@parallax/errors';
import { type Stack, startStack } from '@parallax/local';
import { connectNats, disconnect, EventLog, mapNatsErrors, type NatsConnection, openBucket } from '@parallax/nats';
import { isSettingError, Settings } from '@parallax/settings';
import test, { type ExecutionContext } from 'ava';
import { invalid } from '../support/errors.js';
import { until } from '../support/until.js';
import { NatsCluster } from './support/cluster.js';

let cluster: NatsCluster;

test.before(async () => {
  cluster = await NatsCluster.start();
});

test.after.always(() => cluster?.stop());

async function connect(t: ExecutionContext, env: NodeJS.ProcessEnv): Promise<NatsConnection> {
  const connection = await connectNats(new Settings(env));
  t.teardown(() => disconnect(connection));
  return connection;
}

/** What the call comes to, once it doesn't fail any more: a cluster takes some seconds to agree on who leads. */
async function atLast<T>(call: () => Promise<T>): Promise<T> {
  for (const end = Date.now() + 60_000; ; await delay(500)) {
    try {
      return await mapNatsErrors(call);
    } catch (error) {
      if ((error as ParallaxError).reason !== 'UNAVAILABLE' || Date.now() > end) throw error;
    }
  }
}

interface StreamInfo {
  config: { num_replicas: number };
  cluster: { leader?: string; replicas?: { current: boolean }[] };
}

async function streamInfo(connection: NatsConnection, stream: string): Promise<StreamInfo> {
  return (await connection.request(`$JS.API.STREAM.INFO.${stream}`, '', { timeout: 10_000 })).json();
}

/** Resolves once a stream is kept as often as it should be. */
async function untilReplicated(connection: NatsConnection, stream: string): Promise<void> {
  const isReplicated = async () => {
    const { config, cluster } = await streamInfo(connection, stream);
    const current = cluster.replicas?.filter((replica) => replica.current) ?? [];
    return cluster.leader !== undefined && current.length === config.num_replicas - 1;
  };
  await until(`${stream} has all its replicas`, isReplicated, 60);
}

test.serial('more replicas reach streams and buckets that are there, and fewer leave them', async (t) => {
  t.timeout(180_000);
  for (const [wanted, got] of [
    [undefined, 1],
    ['3', 3],
    [undefined, 3],
  ] as const) {
    const connection = await connect(t, { PARALLAX_NATS_URL: cluster.urls[0], PARALLAX_NATS_REPLICAS: wanted });
    await atLast(() => EventLog.open(connection));
    await atLast(() => openBucket(connection, 'things'));
    for (const stream of ['PARALLAX_EVENTS', 'KV_things']) {
      t.is((await streamInfo(connection, stream)).config.num_replicas, got);
    }
  }
});

test.serial('when one of three servers is killed, connections and what is kept three times go on', async (t) => {
  t.timeout(180_000);
  const connection = await connect(t, { PARALLAX_NATS_URL: cluster.urls[0], PARALLAX_NATS_REPLICAS: '3' });
  const log = await atLast(() => EventLog.open(connection));
  const bucket = await atLast(() => openBucket(connection, 'others'));
  await atLast(() => bucket.put('before', 'a'));
  for (const stream of ['PARALLAX_EVENTS', 'KV_others']) await untilReplicated(connection, stream);
  cluster.kill(0);
  await atLast(() => log.publish({ type: 'test.told', subject: 's', data: {}, id: 'after' }));
  t.is((await atLast(() => bucket.get('before')))?.string(), 'a');
});

test.serial('replicas are a bad setting where NATS is a single server', async (t) => {
  t.timeout(60_000);
  const stack: Stack = await startStack({ services: false });
  t.teardown(() => stack.stop());
  const connection = await connect(t, { ...stack.env, PARALLAX_NATS_REPLICAS: '3' });
  for (const open of [() => EventLog.open(connection), () => openBucket(connection, 'things')]) {
    const error = await t.throwsAsync(open());
    t.true(isSettingError(error));
    t.like(error, invalid('PARALLAX_NATS_REPLICAS', 3));
  }
});
