import { fork } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Stage, TrainingSpec } from '@parallax/contract';
import { resolveTraining } from '@parallax/specs';
import { ended, type Services, startServices } from '../services/support/services.js';
import { compareDatasets } from './large-dataset.js';
import type { Done, Feed, Work } from './pipeline-process.js';

export const about =
  'views/s of training from memory, with views of its own, and through the services; --dataset 10: of large datasets';

/** Each takes a whole training, in a process of its own that has just started, as the services' do. */
interface Contender {
  name: string;
  run(spec: TrainingSpec & { images: number }): Promise<Done>;
  rates: number[];
}

const options = {
  batch: { type: 'string', default: '64' },
  steps: { type: 'string', default: '200' },
  rounds: { type: 'string', default: '3' },
  threads: { type: 'string', default: String(availableParallelism()) },
  precision: { type: 'string', default: 'float32' },
  /** Instead: a dataset of so many times what an augmentation server keeps, beside one that it keeps whole. */
  dataset: { type: 'string' },
  side: { type: 'string', default: '192' },
} as const;

/** Contenders take turns, so that whatever else the machine does falls on all of them. */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options });
  const [batch, steps, rounds, threads] = [values.batch, values.steps, values.rounds, values.threads].map(Number) as [
    number,
    number,
    number,
    number,
  ];
  const precision = values.precision === 'bfloat16' ? 'PRECISION_BFLOAT16' : 'PRECISION_FLOAT32';
  const services = await startServices({ env: { ...process.env, PARALLAX_THREADS: String(threads) } });
  try {
    if (values.dataset !== undefined) {
      const [times, side] = [Number(values.dataset), Number(values.side)];
      return await compareDatasets(services, { times, side, rounds });
    }
    const contenders = [
      here(services, 'memory', 'the step, the same batch again', threads),
      here(services, 'inline', 'views made between steps', threads),
      here(services, 'pool', 'views made by threads beside it', threads),
      throughServices(services),
    ];
    console.log(`simclr, ${steps} steps of ${batch} images × 2 views, ${threads} threads, ${values.precision}`);
    // The services read the dataset when it is first asked for.
    await throughServices(services).run({ images: 2 * batch, batch, epochs: 1 });
    for (let round = 1; round <= rounds; round++) {
      const spec = { images: batch * steps, batch, epochs: 1, seed: round, precision } as const;
      console.log(`round ${round} of ${rounds}`);
      for (const contender of contenders) await take(contender, spec, 2 * batch * steps);
    }
    report(contenders);
  } finally {
    await services.stop();
  }
}

async function take({ name, run, rates }: Contender, spec: TrainingSpec & { images: number }, views: number) {
  const { seconds, loss } = await run(spec);
  rates.push(views / seconds);
  console.log(`  ${name.padEnd(34)}${(views / seconds).toFixed(0).padStart(6)} views/s, loss ${loss.toFixed(4)}`);
}

function here({ stack }: Services, feed: Feed, name: string, threads: number): Contender {
  const module = fileURLToPath(new URL('pipeline-process.js', import.meta.url));
  const run = async (spec: TrainingSpec & { images: number }): Promise<Done> => {
    const work: Work = { feed, training: { ...resolveTraining(spec), images: spec.images }, threads };
    const child = fork(module, [JSON.stringify(work)], { env: { ...process.env, ...stack.env } });
    const failed = once(child, 'exit').then(([code]) => Promise.reject(new Error(`${name} ended with ${code}`)));
    const [done] = await Promise.race([once(child, 'message'), failed]);
    failed.catch(() => {});
    return done;
  };
  return { name, run, rates: [] };
}

function throughServices(services: Services): Contender {
  const run = async (spec: TrainingSpec): Promise<Done> => {
    const { job } = await services.trainings.startTraining({ spec });
    const { trainingResult: result, status } = await ended(services, job?.id as string);
    if (!result) throw new Error(`the training has ${status?.state}: ${status?.error?.message}`);
    console.log(`    ${result.stages.map(shown).join(', ')}`);
    return { seconds: result.seconds as number, loss: result.losses[0] as number };
  };
  return { name: 'a training through the services', run, rates: [] };
}

const shown = ({ name, seconds, count }: Stage): string => `${name} ${Number(seconds).toFixed(2)} s in ${count}`;

function report(contenders: readonly Contender[]): void {
  const [, inline] = contenders;
  for (const { name, rates } of contenders) {
    const ratio = median(rates.map((rate, round) => rate / (inline?.rates[round] as number)));
    const rate = median(rates).toFixed(0).padStart(6);
    console.log(`${name.padEnd(36)}${rate} views/s   ${ratio.toFixed(3)} of what views made between steps give`);
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] as number;
}
