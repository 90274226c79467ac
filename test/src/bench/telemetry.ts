import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import type { TrainingJob, TrainingSpec } from '@parallax/contract';
import { initialise, Model, notebook } from '@parallax/models';
import { startEngine } from '@parallax/tensors';
import { Trainer } from '@parallax/training';
import { images } from '../parity/formula.js';
import { type Services, startServices } from '../services/support/services.js';
import { metricsUrl } from '../telemetry/support/scrape.js';

export const about = 'views/s of training with traces, metrics and measured steps, over views/s without';

const options = {
  batch: { type: 'string', default: '64' },
  steps: { type: 'string', default: '100' },
  rounds: { type: 'string', default: '9' },
  threads: { type: 'string', default: String(availableParallelism()) },
} as const;

/** How often everything is scraped: three times as often as by default. */
const scrapeEvery = 5000;

/** Both of a pair run one after the other, and take turns at being first: what else the machine does falls on both. */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options });
  const { batch, steps, rounds, threads } = values;
  const size = { batch: Number(batch), steps: Number(steps), rounds: Number(rounds), threads: Number(threads) };
  console.log(`simclr, ${batch} images × 2 views a step, ${threads} threads`);
  await benchStep(size);
  await benchServices(size);
}

interface Size {
  batch: number;
  steps: number;
  rounds: number;
  threads: number;
}

/** Steps in a row, between two readings. */
const block = 10;

/** The step alone, measured or not, block by block. */
async function benchStep({ batch, steps, rounds, threads }: Size): Promise<void> {
  startEngine({ threads });
  const views = images(2 * batch, notebook.size, 1);
  const trainer = new Trainer(new Model(initialise(notebook, 'he', 0)), {
    objective: { name: 'nt-xent', temperature: 0.2 },
    optimiser: { name: 'adamw', learningRate: 1e-3, weightDecay: 0.05, clipNorm: 1 },
  });
  const secondsOf = (measured: boolean): number => {
    const began = performance.now();
    const made = Array.from({ length: block }, () => trainer.step(views, measured));
    for (const each of made) each.data();
    const seconds = (performance.now() - began) / 1000;
    for (const each of made) each.dispose();
    return seconds;
  };
  for (const measured of [false, true]) secondsOf(measured);
  const pairs = Math.ceil((steps * rounds) / block / 2);
  const ratios = Array.from({ length: pairs }, (_, pair) => inTurn(pair, secondsOf)).map(({ on, off }) => off / on);
  report(`${pairs} pairs of ${block} steps, measured over not`, ratios);
}

/** Runs both, the one or the other first. */
function inTurn(pair: number, secondsOf: (on: boolean) => number): { on: number; off: number } {
  if (pair % 2 === 0) return { on: secondsOf(true), off: secondsOf(false) };
  const off = secondsOf(false);
  return { on: secondsOf(true), off };
}

/** Whole trainings through the services: spans to a collector, metrics to a scraper and a collector, steps measured. */
async function benchServices({ batch, steps, rounds, threads }: Size): Promise<void> {
  const collector = createServer((request, response) => request.resume().on('end', () => response.end()));
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  const { port } = collector.address() as AddressInfo;
  const env = { ...process.env, PARALLAX_THREADS: String(threads) };
  const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`, OTEL_METRIC_EXPORT_INTERVAL: '5000' };
  const on = await startServices({ env: { ...env, ...endpoint, PARALLAX_METRICS_LISTEN: '127.0.0.1:0' } });
  const off = await startServices({ env: { ...env, OTEL_SDK_DISABLED: 'true' } });
  const scraping = await startScraping(on);
  try {
    for (const services of [on, off]) await rateOf(services, { images: 2 * batch, batch, epochs: 1 });
    const ratios: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const spec = { images: batch * steps, batch, epochs: 1, seed: round, diagnostics: { everyEpochs: 0 } };
      const rates = new Map<Services, number>();
      for (const services of round % 2 === 0 ? [on, off] : [off, on]) rates.set(services, await rateOf(services, spec));
      const [with_, without] = [rates.get(on) as number, rates.get(off) as number];
      console.log(`  round ${round + 1} of ${rounds}: ${with_.toFixed(0)} views/s with, ${without.toFixed(0)} without`);
      ratios.push(with_ / without);
    }
    report(`${rounds} pairs of trainings through the services, all on over all off`, ratios);
  } finally {
    clearInterval(scraping);
    await Promise.all([on.stop(), off.stop()]);
    collector.close();
  }
}

async function startScraping({ stack }: Services): Promise<NodeJS.Timeout> {
  const names = ['augmentation-server', 'training-server', 'training-worker'];
  const urls = await Promise.all(names.map((name) => metricsUrl(stack, name)));
  return setInterval(() => void Promise.all(urls.map(async (url) => (await fetch(url)).text())), scrapeEvery);
}

async function rateOf({ trainings }: Services, spec: TrainingSpec): Promise<number> {
  let last = (await trainings.startTraining({ spec })).job as TrainingJob;
  for await (const { job } of trainings.watchTraining({ id: last.id as string })) last = job as TrainingJob;
  if (!last.result) throw new Error(`the training has ${last.status?.state}: ${last.status?.error?.message}`);
  return last.result.viewsPerSecond as number;
}

function report(name: string, ratios: readonly number[]): void {
  const sorted = ratios.toSorted((a, b) => a - b);
  const at = (share: number) =>
    (sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] as number).toFixed(4);
  console.log(`${name}: views/s ${at(0.5)} of what it is without (quartiles ${at(0.25)} to ${at(0.75)})`);
}
