import { setTimeout as delay } from 'node:timers/promises';
import { connectNats, disconnect, type NatsConnection } from '@parallax/nats';
import { Settings } from '@parallax/settings';
import test from 'ava';
import { outcomeOf, startExperiment } from './support/experiment.js';
import { type Corpus, makeCorpus } from './support/fuzz-corpus.js';
import { type Answer, FuzzTarget, type Method } from './support/fuzz-target.js';
import { type Message, Mutator } from './support/mutate.js';
import { residentBytes } from './support/processes.js';
import { generatorFor, isLong, scale, seedNote } from './support/scale.js';
import { Stalls } from './support/stalls.js';
import { hasEnded, Testbed } from './support/testbed.js';
import { readAllImages } from './support/warm-up.js';

const { inputs, followed, slack } = scale.fuzz;

/** Inputs under way at a time. */
const lanes = 4;

/** How long a call may take, in milliseconds. */
const longest = 10_000;

/**
 * What a server mostly has (the median) in the second half of the inputs may be so many times what it mostly had in the first, and
 * `slack` more: what it has at most depends on which large inputs come at once, and is held against what the manifests give it.
 */
const growth = 1.1;

/** Of k8s/base, in MiB; the process that embeds a few images shares the memory of a worker. */
const limits: Record<string, number> = { augmentation: 2048, training: 512, embedding: 1024, probe: 512 };

/** From one look at the memory of the servers to the next, in inputs. */
const looks = inputs / 100;

/** They mean a fault of ours, or a corrupt store: none of it can come of what clients send. */
const ours = ['INTERNAL', 'UNKNOWN', 'DATA_LOSS', 'UNIMPLEMENTED'];

/** In MiB: the medians of the two halves, and the largest of all. */
function sizesOf(samples: readonly number[]): { before: number; after: number; most: number } {
  const inOrder = (some: readonly number[]) => some.toSorted((a, b) => a - b).map((bytes) => bytes / 2 ** 20);
  const median = (some: readonly number[]) => inOrder(some)[Math.floor(some.length / 2)] ?? 0;
  const half = Math.floor(samples.length / 2);
  return {
    before: median(samples.slice(0, half)),
    after: median(samples.slice(half)),
    most: inOrder(samples).at(-1) ?? 0,
  };
}

/** Sends inputs, and remembers what ought not to have come of them. */
class Fuzzer {
  readonly findings = new Map<string, string>();
  readonly answers: Record<string, number> = {};
  /** Jobs that were taken on and let run. */
  readonly jobs: string[] = [];
  readonly #bed: Testbed;
  readonly #target: FuzzTarget;
  readonly #corpus: Corpus;
  readonly #nats: NatsConnection;
  readonly #mutator: Mutator;
  readonly #stalls: Stalls;

  constructor(bed: Testbed, target: FuzzTarget, corpus: Corpus, nats: NatsConnection, stalls: Stalls) {
    this.#stalls = stalls;
    this.#bed = bed;
    this.#target = target;
    this.#corpus = corpus;
    this.#nats = nats;
    this.#mutator = new Mutator(generatorFor('fuzz'), corpus.known, corpus.images);
  }

  async one(index: number): Promise<void> {
    const turn = index % 50;
    if (turn < 5) await this.#sendImage();
    else if (turn < 8) await this.#sendEncoder(index);
    else if (turn < 10) this.#publishEvent();
    else if (turn < 11) await this.#sendFrames(index);
    else await this.#callMutated();
  }

  async #callMutated(): Promise<void> {
    const method = this.#mutator.pick(this.#target.methods);
    // It reads a dataset of 180 MB, whatever else is in the request.
    if (method.name === 'ImportDataset' && !this.#mutator.chance(0.02)) return;
    const isNew = this.#mutator.chance(0.1);
    const message = isNew
      ? this.#mutator.message(method.request)
      : structuredClone(this.#mutator.pick(this.#corpus.requests[method.name] ?? [{}]));
    const did = isNew ? ['a message of its own'] : this.#mutator.mutate(method.request, message);
    if (method.name === 'DeleteJob' && this.#corpus.known.includes(String(message.id))) return;
    if (/^(Delete|Rename)Dataset$/.test(method.name) && message.name === 'cifar10') return;
    let bytes: Buffer = Buffer.from(method.request.encode(message).finish());
    if (this.#mutator.chance(0.1)) {
      const [garbled, how] = this.#mutator.garble(bytes);
      [bytes, did[0]] = [garbled, how];
    }
    const answer = await this.#call(method, bytes, did.join(', '));
    if (method.name.startsWith('Start') && answer.bytes) await this.#letGo(method, answer.bytes);
  }

  async #sendImage(): Promise<void> {
    const image = this.#mutator.turnBits(this.#mutator.pick(this.#corpus.images));
    const [start] = this.#corpus.requests.Embed as Message[];
    await this.#callWith('Embed', { ...start, images: [image] }, `an image of ${image.length} bytes with bits turned`);
  }

  /** What somebody might have uploaded. */
  async #sendEncoder(index: number): Promise<void> {
    const whole = Buffer.from(this.#corpus.encoder);
    // A header is where most can be wrong.
    const header = 8 + Number(whole.readBigUInt64LE());
    const [bytes, how] = this.#mutator.chance(0.5)
      ? [Buffer.concat([this.#mutator.turnBits(whole.subarray(0, header)), whole.subarray(header)]), 'header turned']
      : this.#mutator.garble(whole);
    const key = `uploads/fuzz-${index}`;
    await this.#bed.store.put(key, bytes);
    await this.#callWith('ImportEncoder', { key }, `an encoder: ${how}`);
    await this.#bed.store.remove([key]);
  }

  /** As whoever can reach NATS might: those who follow events are to survive it. */
  #publishEvent(): void {
    const kind = this.#mutator.pick([
      'training.succeeded',
      'embedding.failed',
      'probe.cancelled',
      'views.created',
      'x',
    ]);
    const event = {
      specversion: '1.0',
      id: 'x',
      source: '/parallax/x',
      type: `parallax.${kind}`,
      subject: 'x',
      data: {},
    };
    const known = this.#mutator.pick([...this.#corpus.known, '__proto__', '>', '*', ' ', 'training-']);
    const json = Buffer.from(JSON.stringify({ ...event, subject: known }));
    const payload = this.#mutator.chance(0.3) ? json : this.#mutator.garble(json)[0];
    this.#nats.publish(`parallax.events.${kind}`, payload);
    this.#count('events', 'OK');
  }

  async #sendFrames(index: number): Promise<void> {
    const [noise] = this.#mutator.garble(Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0', 'latin1'));
    await this.#target.sendFrames(index, noise);
    this.#count('frames', 'OK');
  }

  #callWith(name: string, message: Message, did: string): Promise<Answer> {
    const method = this.#target.method(name);
    return this.#call(method, Buffer.from(method.request.encode(message).finish()), did);
  }

  async #call(method: Method, bytes: Buffer, did: string): Promise<Answer> {
    const answer = await this.#target.call(method, bytes);
    this.#count(method.name, answer.code);
    const isSlow = answer.took > longest && !this.#stalls.overlaps(answer.took);
    const fault = ours.includes(answer.code) ? answer.code : isSlow ? 'slow' : undefined;
    if (fault) {
      const said = `${answer.code} after ${answer.took.toFixed(0)} ms: ${answer.details.slice(0, 300)}`;
      // One of each kind is enough to go by.
      const kind = `${method.name} ${fault} ${answer.details.replace(/"[^"]*"|[\d.]+|key=\S+/g, '…').slice(0, 80)}`;
      if (!this.findings.has(kind)) this.findings.set(kind, `${method.name}: ${did.slice(0, 500)}: ${said}`);
    }
    return answer;
  }

  /** Cancels and removes what was taken on by mistake of the mutations, as nearly all of it; some may run. */
  async #letGo(method: Method, bytes: Buffer): Promise<void> {
    const { job } = method.response.toObject(method.response.decode(bytes)) as { job: { id: string } };
    // Some inputs have the same request id, and so the same job.
    if (this.#corpus.known.includes(job.id) || this.jobs.includes(job.id)) return;
    if (this.jobs.length < followed && this.#mutator.chance(0.2)) {
      this.jobs.push(job.id);
      return;
    }
    await this.#callWith('CancelJob', { id: job.id }, 'a job that was just started');
    await this.#callWith('DeleteJob', { id: job.id }, 'a job that was just cancelled');
  }

  /** How many calls nobody looked at, for want of room or of a server. */
  get turnedAway(): number {
    const away = Object.entries(this.answers).filter(([key]) => /UNAVAILABLE|RESOURCE_EXHAUSTED|DEADLINE/.test(key));
    return away.reduce((sum, [, count]) => sum + count, 0);
  }

  #count(what: string, code: string): void {
    const key = `${what} ${code}`;
    this.answers[key] = (this.answers[key] ?? 0) + 1;
  }
}

test(`${inputs} hostile inputs: no process dies or hangs, none fails by a fault of ours, and memory stays`, async (t) => {
  t.timeout(isLong ? 40 * 60_000 : 9 * 60_000);
  t.log(seedNote);
  const bed = await Testbed.start();
  await readAllImages(bed);
  const target = new FuzzTarget(bed);
  const nats = await connectNats(new Settings(bed.servers.env));
  const stalls = new Stalls(nats);
  const watching = new AbortController();
  const watched = stalls.watch(watching.signal);
  try {
    const fuzzer = new Fuzzer(bed, target, await makeCorpus(bed), nats, stalls);
    // What is started is to be cancelled before it costs anything.
    const workers = bed.victims().filter(({ name }) => name.endsWith('-worker'));
    for (const worker of workers) bed.signal(worker, 'SIGSTOP');
    const servers = bed.victims().filter(({ name }) => name.endsWith('-server') || name.endsWith('-inline'));
    let next = 0;
    const samples = servers.map(() => [] as number[]);
    const look = () => {
      for (const [at, { pid }] of servers.entries()) samples[at]?.push(residentBytes(pid));
    };
    const lane = async () => {
      while (next < inputs) {
        if (next % looks === 0) look();
        await fuzzer.one(next++);
      }
    };
    await Promise.all(Array.from({ length: lanes }, lane));
    for (const worker of workers) bed.signal(worker, 'SIGCONT');
    t.log(JSON.stringify(fuzzer.answers));
    for (const finding of fuzzer.findings.values()) t.log(finding);
    for (const stall of stalls.all)
      t.log(`NATS stored nothing, or nothing ran, for ${(stall.took / 1000).toFixed(1)} s`);
    const sizes = servers.map(({ name }, at) => ({ name, ...sizesOf(samples[at] as number[]) }));
    for (const { name, before, after, most } of sizes) {
      t.log(`${name}: ${before.toFixed(0)} MiB, later ${after.toFixed(0)} MiB, at most ${most.toFixed(0)} MiB`);
    }
    t.is(fuzzer.findings.size, 0);
    t.true(fuzzer.turnedAway < inputs / 20, 'most inputs were looked at');
    for (const { name, before, after, most } of sizes) {
      t.true(after < before * growth + slack, `${name} has grown`);
      const limit = limits[name.replace('-server', '')];
      if (limit !== undefined) t.true(most < limit, `${name} has more than its manifest gives it`);
    }
    await followJobs(
      bed,
      fuzzer.jobs,
      (line) => t.log(line),
      (error) => t.fail(error),
    );
    const { states, errors } = await outcomeOf(bed, await startExperiment(bed, 1, 'afterwards'));
    t.deepEqual([...new Set(states)], ['JOB_STATE_SUCCEEDED'], errors.join());
    t.deepEqual(
      bed.events.filter(({ state }) => state === 'died'),
      [],
    );
  } finally {
    watching.abort();
    await watched;
    target.close();
    await disconnect(nats);
    await bed.close();
  }
});

/** Lets jobs run that hostile specs have made, each for some seconds: whatever comes of them, it is no fault of ours. */
async function followJobs(
  bed: Testbed,
  ids: readonly string[],
  log: (line: string) => void,
  fail: (error: string) => void,
): Promise<void> {
  const ends: Record<string, number> = {};
  const end = Date.now() + 1000 * scale.fuzz.following;
  for (const id of ids) {
    let job = await bed.get(id);
    for (; !hasEnded(job) && Date.now() < end; await delay(200)) job = await bed.get(id);
    const { state = '', error, lastFailure } = job.status ?? {};
    for (const each of [error, lastFailure]) {
      if (each?.code === 13) fail(`${id} failed by a fault of ours: ${each.message}; ${JSON.stringify(job)}`);
    }
    if (!hasEnded(job)) await bed.jobs.cancelJob({ id });
    ends[state] = (ends[state] ?? 0) + 1;
  }
  log(`jobs that were let run: ${JSON.stringify(ends)}`);
}
