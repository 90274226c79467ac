import test from 'ava';
import { options, smallTraining } from './support/experiment.js';
import { residentBytes } from './support/processes.js';
import { isLong, scale } from './support/scale.js';
import { patiently, Testbed } from './support/testbed.js';

const { jobs, growth } = scale.soak;

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

  /** The mean of a tenth of the samples, the first being 0, in MiB by the name of the process. */
  tenth(index: number): Map<string, number> {
    const mean = (samples: number[]) => {
      const part = samples.slice(
        Math.floor((samples.length * index) / 10),
        Math.ceil((samples.length * (index + 1)) / 10),
      );
      return part.reduce((sum, bytes) => sum + bytes, 0) / part.length / 2 ** 20;
    };
    return new Map([...this.#samples].map(([name, samples]) => [name, mean(samples)]));
  }
}

test(`${jobs} jobs one after the other leave every process as large as it was`, async (t) => {
  t.timeout(isLong ? 40 * 60_000 : 5 * 60_000);
  const bed = await Testbed.start();
  try {
    const training = await bed.until(await startTiny(bed, 0, ''));
    const sha256 = training.trainingResult?.encoder?.blob?.sha256 as string;
    const memory = new Memory(bed);
    let next = 1;
    const lane = async () => {
      while (next <= jobs) {
        const { status } = await bed.until(await startTiny(bed, next++, sha256));
        t.is(status?.state, 'JOB_STATE_SUCCEEDED', status?.error?.message);
        memory.sample();
      }
    };
    await Promise.all(Array.from({ length: lanes }, lane));
    const [early, late] = [memory.tenth(1), memory.tenth(9)];
    for (const [name, before] of early) {
      const after = late.get(name) as number;
      t.log(`${name}: ${before.toFixed(0)} MiB, later ${after.toFixed(0)} MiB`);
      t.true(after < before * (1 + growth), `${name} has grown from ${before.toFixed(0)} to ${after.toFixed(0)} MiB`);
    }
    t.false(bed.events.some(({ state }) => state === 'died'));
  } finally {
    await bed.close();
  }
});

/** Every other job is a training, the others are embeddings, so that both workers have something to do. */
async function startTiny(bed: Testbed, index: number, sha256: string): Promise<string> {
  const requestId = `tiny-${index}`;
  if (index % 2 === 0) {
    const spec = { ...smallTraining(1, index), images: 64 };
    return (await patiently(() => bed.trainings.startTraining({ spec, requestId, options }))).job?.id as string;
  }
  const spec = { encoder: { sha256 }, images: 64 + index };
  return (await patiently(() => bed.embeddings.startEmbedding({ spec, requestId, options }))).job?.id as string;
}
