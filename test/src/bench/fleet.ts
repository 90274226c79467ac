import { parseArgs } from 'node:util';
import { BlobStore } from '@parallax/blobs';
import { defaultLimits, Jobs, nextWriteIn } from '@parallax/jobs';
import { startStack } from '@parallax/local';
import { connectNats, disconnect, type NatsConnection } from '@parallax/nats';
import { Settings } from '@parallax/settings';

export const about = 'what NATS bears of workers that only pretend to train: writes of progress a second, and how late';

/** What a running job's record takes, in bytes: a training's after its first checkpoint. */
const recordSize = 1800;

/** How often an attempt tells the queue that it is alive: a third of the lease. */
const renewal = defaultLimits.lease / 3;

/** What the simulated workers did, in milliseconds and counts. */
interface Counts {
  latencies: number[];
  events: number;
}

/**
 * Each simulated worker says to NATS what a real one says while its job runs, by the same subjects and at the same rates: it
 * reads its record and replaces it, tells of its progress, and renews its lease. Nothing is trained.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      workers: { type: 'string', default: '100,300,1000,3000,10000' },
      seconds: { type: 'string', default: '15' },
      connections: { type: 'string', default: '8' },
    },
  });
  const stack = await startStack({ services: false });
  const settings = new Settings(stack.env);
  const connections = await Promise.all(
    Array.from({ length: Number(values.connections) }, () => connectNats(settings)),
  );
  try {
    // Makes the streams and the bucket as a server does.
    await Jobs.open(connections[0] as NatsConnection, { blobs: await BlobStore.open(settings) });
    console.log('workers   writes/s   events/s   write ms, p50     p99   s between a worker’s writes');
    for (const workers of values.workers.split(',').map(Number)) {
      const seconds = Number(values.seconds);
      report(workers, seconds, await simulate(connections, workers, seconds));
    }
  } finally {
    await Promise.all(connections.map(disconnect));
    await stack.stop();
  }
}

async function simulate(connections: readonly NatsConnection[], workers: number, seconds: number): Promise<Counts> {
  const counts: Counts = { latencies: [], events: 0 };
  const all = Array.from({ length: workers }, (_, index) => ({
    connection: connections[index % connections.length] as NatsConnection,
    subject: `$KV.parallax_jobs.training.${workers}-${index}`,
  }));
  const watches = all.map(({ connection, subject }) => watch(connection, subject));
  const over = AbortSignal.timeout(1000 * seconds);
  await Promise.all(all.map(({ connection, subject }) => work(connection, subject, counts, over)));
  for (const stop of watches) stop();
  return counts;
}

async function work(connection: NatsConnection, subject: string, counts: Counts, over: AbortSignal): Promise<void> {
  const record = 'x'.repeat(recordSize);
  let event = performance.now() + Math.random() * defaultLimits.progressEvent;
  let renew = performance.now() + Math.random() * renewal;
  await sleep(Math.random() * defaultLimits.progress);
  while (!over.aborted) {
    const began = performance.now();
    await read(connection, subject);
    await connection.request(subject, record, { timeout: 60_000 });
    const took = performance.now() - began;
    counts.latencies.push(took);
    if (began >= event) {
      await connection.request('parallax.events.training.progress', record.slice(0, 900), { timeout: 60_000 });
      counts.events += 1;
      event += defaultLimits.progressEvent;
    }
    if (began >= renew) {
      connection.publish('parallax.bench.renewal', '+WPI');
      renew += renewal;
    }
    await sleep(nextWriteIn(defaultLimits, took));
  }
}

function read(connection: NatsConnection, subject: string): Promise<unknown> {
  return connection.request(`$JS.API.DIRECT.GET.KV_parallax_jobs.${subject}`, '', { timeout: 60_000 });
}

/**
 * As an attempt follows its record, to hear that it is cancelled: whenever it is written, it is read, and read again a moment
 * later, as the message of the write is often there before the record. Returns how to stop.
 */
function watch(connection: NatsConnection, subject: string): () => void {
  const readTwice = async () => {
    await read(connection, subject);
    await sleep(20);
    await read(connection, subject);
  };
  const subscription = connection.subscribe(subject, { callback: () => void readTwice().catch(() => {}) });
  return () => subscription.unsubscribe();
}

function report(workers: number, seconds: number, { latencies, events }: Counts): void {
  const rate = (count: number) => (count / seconds).toFixed(0);
  const [p50, p99] = [0.5, 0.99].map((q) => quantile(latencies, q).toFixed(1)) as [string, string];
  const between = ((workers * seconds) / latencies.length).toFixed(2);
  console.log(
    `${String(workers).padStart(7)}${rate(latencies.length).padStart(11)}${rate(events).padStart(11)}` +
      `${p50.padStart(16)}${p99.padStart(8)}${between.padStart(30)}`,
  );
}

function quantile(values: readonly number[], q: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(q * (values.length - 1))] ?? Number.NaN;
}

const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
