import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { ParallaxError } from '@parallax/errors';
import { connect, type ServiceName } from '@parallax/rpc';
import test, { type ExecutionContext } from 'ava';
import sharp from 'sharp';
import { smallTraining, startTraining } from './support/experiment.js';
import { whileHealthy } from './support/health.js';
import { Testbed } from './support/testbed.js';

const [watches, augments, embedders, embedSeconds, epochs] = [1000, 200, 50, 60, 60];

/** Within so many milliseconds a refusal, and an answer about health, are to be there, by the clock of the client. */
const soon = 1000;

let bed: Testbed;

test.before(async (t) => {
  t.timeout(180_000);
  bed = await Testbed.start();
});

test.after.always(() => bed?.close());

/** What came of many calls. */
class Outcomes {
  accepted = 0;
  refused = 0;
  /** Of refusals, in milliseconds. */
  slowestRefusal = 0;
  readonly failures: string[] = [];

  /** Returns whether the call was taken on. */
  async count(call: () => Promise<unknown>): Promise<boolean> {
    const began = performance.now();
    try {
      await call();
      this.accepted++;
      return true;
    } catch (thrown) {
      const { status, message } = ParallaxError.from(thrown);
      if (status !== 'RESOURCE_EXHAUSTED') this.failures.push(message);
      this.refused++;
      this.slowestRefusal = Math.max(this.slowestRefusal, performance.now() - began);
      return false;
    }
  }

  check(t: ExecutionContext): void {
    t.log(`${this.accepted} accepted, ${this.refused} refused, within ${this.slowestRefusal.toFixed(0)} ms`);
    t.deepEqual(this.failures.slice(0, 3), []);
    t.true(this.accepted > 0);
    t.true(this.slowestRefusal < soon, `a refusal took ${this.slowestRefusal.toFixed(0)} ms`);
  }
}

/** Each server is to answer about its health while something goes on, soon and rightly. */
async function staysHealthy(t: ExecutionContext, work: () => Promise<void>): Promise<void> {
  const { slowest, wrong } = await whileHealthy(Object.values(bed.services.addresses), work);
  t.log(`health answered within ${slowest.toFixed(0)} ms`);
  t.deepEqual(wrong, []);
  t.true(slowest < soon, `an answer about health took ${slowest.toFixed(0)} ms`);
}

test.serial(`${watches} watches of a training see how it ends`, async (t) => {
  t.timeout(300_000);
  const services: ServiceName[] = ['AugmentationService', 'TrainingService', 'EmbeddingService', 'ProbeService'];
  const clients = services.map((at) => connect('JobService', bed.settings, { at }));
  const id = await startTraining(bed, smallTraining(epochs), 'watched');
  let open = 0;
  const watch = async (index: number) => {
    let last: string | undefined;
    let isOpen = false;
    for await (const { job } of (clients[index % clients.length] as typeof bed.jobs).watchJob({ id })) {
      if (!isOpen) open++;
      isOpen = true;
      last = job?.status?.state;
    }
    return last;
  };
  await staysHealthy(t, async () => {
    const ends = await Promise.all(Array.from({ length: watches }, (_, index) => watch(index)));
    t.is(open, watches);
    t.deepEqual([...new Set(ends)], ['JOB_STATE_SUCCEEDED']);
  });
  for (const client of clients) client.close();
});

test.serial(`${augments} calls of Augment at its largest at once end, or are refused soon`, async (t) => {
  t.timeout(300_000);
  const outcomes = new Outcomes();
  // 64 views of 341 images: 64 MiB.
  const request = { split: 'train', recipe: { name: 'simclr-cifar' }, views: 64, start: 0, end: 341 } as const;
  const call = (seed: number) => () =>
    bed.augmentation.augment({ ...request, order: 'ORDER_DATASET', seed }, { timeout: 240_000 });
  await staysHealthy(t, async () => {
    await Promise.all(Array.from({ length: augments }, (_, seed) => outcomes.count(call(seed))));
  });
  outcomes.check(t);
});

test.serial(`${embedders} clients of Embed for ${embedSeconds} s get their vectors, or are refused soon`, async (t) => {
  t.timeout((embedSeconds + 240) * 1000);
  const job = await bed.until(await startTraining(bed, smallTraining(1), 'embedder'));
  const sha256 = job.trainingResult?.encoder?.blob?.sha256 as string;
  const raw = { width: 32, height: 32, channels: 3 } as const;
  const image = await sharp(randomBytes(32 * 32 * 3), { raw })
    .png()
    .toBuffer();
  const request = { encoder: { sha256 }, images: Array<Buffer>(64).fill(image) };
  const outcomes = new Outcomes();
  const end = Date.now() + 1000 * embedSeconds;
  const client = async () => {
    while (Date.now() < end) {
      const isAccepted = await outcomes.count(() => bed.embeddings.embed(request));
      // As the refusal asks for.
      if (!isAccepted) await delay(1000);
    }
  };
  await staysHealthy(t, async () => {
    await Promise.all(Array.from({ length: embedders }, client));
  });
  outcomes.check(t);
});
