import { setTimeout as delay } from 'node:timers/promises';
import { connectNats, disconnect, EventLog } from '@parallax/nats';
import type { Generator } from '@parallax/random';
import { Settings } from '@parallax/settings';
import test, { type ExecutionContext } from 'ava';
import { options, smallTraining } from './support/experiment.js';
import { type Killed, killOne } from './support/kill.js';
import { residentBytes } from './support/processes.js';
import { generatorFor, isLong, scale, seedNote } from './support/scale.js';
import { patiently, Testbed } from './support/testbed.js';
import { warmUpServers } from './support/warm-up.js';

const { jobs, growth, slack, clients, seconds, every } = scale.soak;

/** Jobs under way at a time: each worker has one, and finds another when it has ended. */
const lanes = 6;

/** What a process had in memory when each job ended, by its name. */
class Memory {
  readonly #samples = new Map<string, number[]>();
  readonly #bed: Testbed;

  constructor(bed: Testbed) {
    this.#bed = bed;
  }

  sample(): void {
    for (const { name, pid } of this.#bed.victims()) {
      if (name === 'computation') continue;
      const samples = this.#samples.get(name) ?? [];
      samples.push(residentBytes(pid));
      this.#samples.set(name, samples);
    }
  }

  /** The mean of each tenth of the samples, in MiB, by the name of the process. */
  tenths(): Map<string, number[]> {
    const mean = (samples: number[], index: number) => {
      const part = samples.slice(
        Math.floor((samples.length * index) / 10),
        Math.ceil((samples.length * (index + 1)) / 10),
      );
      return part.reduce((sum, bytes) => sum + bytes, 0) / part.length / 2 ** 20;
    };
    const indices = Array.from({ length: 10 }, (_, index) => index);
    return new Map([...this.#samples].map(([name, samples]) => [name, indices.map((index) => mean(samples, index))]));
  }
}

let bed: Testbed;

test.before(async (t) => {
  t.timeout(180_000);
  t.log(seedNote);
  bed = await Testbed.start();
});

test.after.always(() => bed?.close());

test.serial(`${jobs} jobs one after the other leave every process as large as it was`, async (t) => {
  t.timeout(isLong ? 40 * 60_000 : 5 * 60_000);
  const training = await bed.until(await startTiny(0, ''));
  await warmUpServers(bed, training.id as string);
  const sha256 = training.trainingResult?.encoder?.blob?.sha256 as string;
  const memory = new Memory(bed);
  let next = 1;
  const lane = async () => {
    while (next <= jobs) {
      const id = await startTiny(next++, sha256);
      const { status } = await bed.until(id);
      t.is(status?.state, 'JOB_STATE_SUCCEEDED', status?.error?.message);
      memory.sample();
      // What is kept takes memory of nats-server and of the object store, however little.
      await patiently(() => bed.jobs.deleteJob({ id }));
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  const grown: string[] = [];
  for (const [name, tenths] of memory.tenths()) {
    const facts = `${name}: ${tenths.map((size) => size.toFixed(0)).join(', ')} MiB`;
    t.log(facts);
    const [early, late] = [tenths[1] as number, tenths[9] as number];
    if (late > early * (1 + growth) + slack) grown.push(facts);
  }
  t.deepEqual(grown, []);
  t.deepEqual(
    bed.events.filter(({ state }) => state === 'died'),
    [],
  );
});

/** Every other job is a training, the others are embeddings, so that both workers have something to do. */
async function startTiny(index: number, sha256: string): Promise<string> {
  const requestId = `tiny-${index}`;
  if (index % 2 === 0) {
    const spec = { ...smallTraining(1, index), images: 64 };
    return (await patiently(() => bed.trainings.startTraining({ spec, requestId, options }))).job?.id as string;
  }
  // Each of other views, and as large in each tenth: 187 and 500 have no common factor.
  const spec = { encoder: { sha256 }, images: 64 + ((187 * index) % 500) };
  return (await patiently(() => bed.embeddings.startEmbedding({ spec, requestId, options }))).job?.id as string;
}

/** What a client was told of one of its jobs, and has done to it. */
interface Own {
  id: string;
  isCancelled: boolean;
}

/** Starts jobs until the time is up, each more than once, and cancels some of its own. */
async function runClient(name: string, random: Generator, end: number): Promise<Own[]> {
  const own: Own[] = [];
  for (let index = 0; Date.now() < end; index++) {
    const requestId = `${name}-${index}`;
    const spec = { ...smallTraining(1 + random.integer(4), random.integer(3)), images: 64 };
    const start = async () =>
      (await patiently(() => bed.trainings.startTraining({ spec, requestId, options }))).job?.id;
    const id = (await start()) as string;
    const isCancelled = random.uniform() < 0.25;
    own.push({ id, isCancelled });
    await delay(random.uniform(0, 1500));
    // As a client does that has not got its answer, or has been started again.
    for (let again = random.integer(3); again > 0; again--) {
      const found = await start();
      if (found !== id) throw new Error(`request ${requestId} is ${id} and ${found}`);
    }
    if (isCancelled) await patiently(() => bed.jobs.cancelJob({ id }));
    await watchToEnd(id);
  }
  return own;
}

/** Watches a job, again and again where the server goes. */
async function watchToEnd(id: string): Promise<void> {
  await patiently(async () => {
    for await (const _ of bed.jobs.watchJob({ id }, { timeout: 20_000 }));
  }, 600_000);
}

/** How often the end of each job was told, by the job; the same event twice counts once. */
async function endsOf(own: readonly Own[]): Promise<Map<string, number>> {
  const connection = await connectNats(new Settings(bed.servers.env));
  const stopping = new AbortController();
  const told = new Map<string, Set<string>>();
  const hear = async ({ subject = '', id }: { subject?: string | undefined; id: string }) => {
    told.set(subject, (told.get(subject) ?? new Set()).add(id));
  };
  try {
    const events = await EventLog.open(connection);
    const types = ['*.succeeded', '*.failed', '*.cancelled'];
    const following = events.follow('soak-test', types, hear, stopping.signal);
    // What a kill has cut off is told by the next sweep.
    const end = Date.now() + 60_000;
    while (own.some(({ id }) => !told.has(id)) && Date.now() < end) await delay(100);
    await delay(1000);
    stopping.abort();
    await following;
  } finally {
    await disconnect(connection);
  }
  return new Map([...told].map(([id, ids]) => [id, ids.size]));
}

async function checkJob(t: ExecutionContext, { id, isCancelled }: Own, results: Map<string, string>) {
  const job = await bed.get(id);
  const { state, error, attempt = 0 } = job.status ?? {};
  // A cancel may come when the job has succeeded.
  const allowed = isCancelled ? ['JOB_STATE_CANCELLED', 'JOB_STATE_SUCCEEDED'] : ['JOB_STATE_SUCCEEDED'];
  t.true(allowed.includes(String(state)), `${id} ended ${state}: ${error?.message}`);
  if (state !== 'JOB_STATE_SUCCEEDED') return;
  t.true(attempt >= 1);
  // Whoever asks for the same gets the same.
  const asked = `${job.trainingSpec?.epochs} epochs, seed ${job.trainingSpec?.seed}`;
  const sha256 = job.trainingResult?.encoder?.blob?.sha256 as string;
  t.is(results.get(asked) ?? sha256, sha256, asked);
  results.set(asked, sha256);
}

test.serial(
  `${clients} clients whose servers are killed every ${every} s lose no job, and none is done twice`,
  async (t) => {
    t.timeout((seconds + 600) * 1000);
    const before = await listIds();
    const end = Date.now() + 1000 * seconds;
    const running = Promise.all(
      Array.from({ length: clients }, (_, index) => runClient(`client-${index}`, generatorFor('soak', index), end)),
    );
    const random = generatorFor('soak kills');
    const killed: Killed[] = [];
    while (Date.now() + 1000 * every < end) {
      await delay(1000 * every);
      killed.push(await killOne(bed, random));
    }
    const own = (await running).flat();
    const cancelled = own.filter(({ isCancelled }) => isCancelled);
    t.log(
      `${own.length} jobs, ${cancelled.length} of them cancelled; killed: ${killed.map(({ name }) => name).join(', ')}`,
    );
    t.true(killed.length > 0);
    t.is(new Set(own.map(({ id }) => id)).size, own.length);
    const results = new Map<string, string>();
    for (const each of own) await checkJob(t, each, results);
    const ends = await endsOf(own);
    const toldTwice = own.filter(({ id }) => (ends.get(id) ?? 0) > 1);
    const neverTold = own.filter(({ id }) => !ends.has(id));
    t.deepEqual({ toldTwice, neverTold }, { toldTwice: [], neverTold: [] });
    t.deepEqual((await listIds()).sort(), [...before, ...own.map(({ id }) => id)].sort());
  },
);

async function listIds(): Promise<string[]> {
  const { jobs: listed = [] } = await patiently(() => bed.jobs.listJobs({ pageSize: 1000 }));
  return listed.map(({ id }) => id as string);
}
