import { setTimeout as delay } from 'node:timers/promises';
import type { BlobStore } from '@parallax/blobs';
import type { Job } from '@parallax/contract';
import { Jobs } from '@parallax/jobs';
import { connectNats, disconnect, type NatsConnection } from '@parallax/nats';
import { Settings } from '@parallax/settings';
import type { ExecutionContext } from 'ava';
import { commandOf, processesWith } from './processes.js';
import { patiently, type Testbed } from './testbed.js';

/** What belongs to jobs alone; datasets and views have owners of their own. */
const ofJobs = ['checkpoints', 'embeddings', 'encoders', 'histories', 'pictures', 'probes', 'states', 'uploads'].map(
  (folder) => `${folder}/`,
);

/** That nothing is there that nobody needs, and nothing missing, once all jobs have ended and a collection has been made. */
export async function leavesNothingBehind(t: ExecutionContext, bed: Testbed): Promise<void> {
  t.deepEqual(await leftBehind(bed), { unneeded: [], missing: [], consumers: [], processes: [] });
}

interface LeftBehind {
  /** Keys. */
  unneeded: string[];
  missing: string[];
  /** `<stream> <consumer>` of those that are no durable ones. */
  consumers: string[];
  /** Command lines of those that are not the stack's. */
  processes: string[];
}

async function leftBehind(bed: Testbed): Promise<LeftBehind> {
  const connection = await connectNats(new Settings(bed.servers.env));
  try {
    await collect(connection, bed.store);
    const { jobs } = await patiently(() => bed.jobs.listJobs({ pageSize: 1000 }));
    const needed = new Set((jobs ?? []).flatMap(keysOf));
    const there = (await Promise.all(ofJobs.map((prefix) => bed.keys(prefix)))).flat();
    return {
      unneeded: there.filter((key) => !needed.has(key)),
      missing: [...needed].filter((key) => !there.includes(key) && ofJobs.some((prefix) => key.startsWith(prefix))),
      consumers: await ephemeralConsumers(connection),
      processes: strays(bed),
    };
  } finally {
    await disconnect(connection);
  }
}

/** As a server does once an hour, without waiting for anything to grow old. */
async function collect(connection: NatsConnection, blobs: BlobStore): Promise<void> {
  const limits = { blobAge: 0, checkpointAge: 0, lease: 3000 };
  const jobs = await Jobs.open(connection, { blobs, limits });
  await delay(100);
  await jobs.prune();
}

/** The keys of the blobs that a job's result names, wherever it does. */
function keysOf({ trainingResult, embeddingResult, probeResult, importResult }: Job): string[] {
  const keys: string[] = [];
  JSON.stringify([trainingResult, embeddingResult, probeResult, importResult], (name, value) => {
    if (name === 'key' && typeof value === 'string') keys.push(value);
    return value;
  });
  return keys;
}

/** Those that are left once every read that is under way has had time to end. */
async function ephemeralConsumers(connection: NatsConnection): Promise<string[]> {
  for (const end = Date.now() + 30_000; ; await delay(500)) {
    const found = await consumersWithoutName(connection);
    if (found.length === 0 || Date.now() > end) return found;
  }
}

async function consumersWithoutName(connection: NatsConnection): Promise<string[]> {
  const ask = async <T>(subject: string) => (await connection.request(`$JS.API.${subject}`)).json<T>();
  const { streams } = await ask<{ streams: string[] | null }>('STREAM.NAMES');
  const found: string[] = [];
  for (const stream of streams ?? []) {
    const { consumers } = await ask<{ consumers: { name: string; config: { durable_name?: string } }[] }>(
      `CONSUMER.LIST.${stream}`,
    );
    for (const { name, config } of consumers) if (!config.durable_name) found.push(`${stream} ${name}`);
  }
  return found;
}

/** Processes of ours beside the stack's, all jobs having ended. */
function strays(bed: Testbed): string[] {
  const known = new Set([process.pid, ...bed.services.processes.map(({ pid }) => pid)]);
  const url = bed.services.env.PARALLAX_NATS_URL as string;
  return processesWith(url)
    .filter((pid) => !known.has(pid))
    .map((pid) => `${pid} ${commandOf(pid)}`);
}
