import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { availableParallelism } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Job, TrainingSpec } from '@parallax/contract';
import { initialise, Model, Trainer } from '@parallax/learning';
import type { Stack } from '@parallax/local';
import { notebook } from '@parallax/networks';
import { startEngine } from '@parallax/tensors';
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

/** What one of a pair took. Processor time says more than wall time on a machine that has other work. */
interface Took {
  seconds: number;
  cpuSeconds: number;
}

interface Pair {
  on: Took;
  off: Took;
}

/** Steps in a row, between two readings. */
const block = 10;

/** The step alone, measured or not, block by block. */
async function benchStep({ batch, steps, rounds, threads }: Size): Promise<void> {
  startEngine({ threads });
  const views = images(2 * batch, notebook.size, 1);
  const trainer = new Trainer(new Model(initialise(notebook, 'INITIALISATION_HE', 0)), {
    objective: { ntXent: { temperature: 0.2 } },
    optimiser: { adamw: { learningRate: 1e-3, weightDecay: 0.05 }, clipNorm: 1 },
  });
  const take = async (measured: boolean): Promise<Took> => {
    const [began, cpu] = [performance.now(), process.cpuUsage()];
    // As a training does: the step at which what was made is read.
    const made = Array.from({ length: block }, (_, step) =>
      trainer.step({ views: [views] }, measured && step === block - 1),
    );
    for (const each of made) each.data();
    const { user, system } = process.cpuUsage(cpu);
    for (const each of made) each.dispose();
    return { seconds: (performance.now() - began) / 1000, cpuSeconds: (user + system) / 1e6 };
  };
  for (const measured of [false, true]) await take(measured);
  const pairs: Pair[] = [];
  for (let pair = 0; pair < (steps * rounds) / block / 2; pair++) pairs.push(await inTurn(pair, take));
  report(`${pairs.length} pairs of ${block} steps, measured over not`, pairs);
}

/** Takes both, the one or the other first. */
async function inTurn(pair: number, take: (on: boolean) => Promise<Took>): Promise<Pair> {
  if (pair % 2 === 0) return { on: await take(true), off: await take(false) };
  const off = await take(false);
  return { on: await take(true), off };
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
  const scrape = await scraperOf(on);
  const take = async (isOn: boolean, spec: TrainingSpec) => {
    const scraping = isOn ? setInterval(scrape, scrapeEvery) : undefined;
    try {
      return await trainingOf(isOn ? on : off, spec);
    } finally {
      clearInterval(scraping);
    }
  };
  try {
    for (const isOn of [true, false]) await take(isOn, { images: 2 * batch, batch, epochs: 1 });
    const pairs: Pair[] = [];
    for (let round = 0; round < rounds; round++) {
      const spec = { images: batch * steps, batch, epochs: 1, seed: round, diagnostics: { everyEpochs: 0 } };
      const pair = await inTurn(round, (isOn) => take(isOn, spec));
      const said = ({ seconds, cpuSeconds }: Took) =>
        `${((2 * batch * steps) / seconds).toFixed(0)} views/s and ${cpuSeconds.toFixed(1)} s of processor time`;
      console.log(`  round ${round + 1} of ${rounds}: ${said(pair.on)} with, ${said(pair.off)} without`);
      pairs.push(pair);
    }
    report(`${rounds} pairs of trainings through the services, all on over all off`, pairs);
  } finally {
    await Promise.all([on.stop(), off.stop()]);
    collector.close();
  }
}

async function scraperOf({ stack }: Services): Promise<() => void> {
  const names = ['augmentation-server', 'training-server', 'training-worker'];
  const urls = await Promise.all(names.map((name) => metricsUrl(stack, name)));
  return () => void Promise.all(urls.map(async (url) => (await fetch(url)).text()));
}

/** Processor time is that of all of the stack's processes. */
async function trainingOf({ stack, trainings, jobs }: Services, spec: TrainingSpec): Promise<Took> {
  const before = cpuOf(stack);
  let last = (await trainings.startTraining({ spec })).job as Job;
  // A watch would end with its connection, which is renewed after some minutes.
  for (const end = Date.now() + 3600_000; !last.status?.endTime; await delay(1000)) {
    if (Date.now() > end) throw new Error(`${last.id} has not ended after an hour: ${JSON.stringify(last.status)}`);
    last = (await jobs.getJob({ id: last.id as string })).job as Job;
  }
  const { trainingResult: result, status } = last;
  if (!result) throw new Error(`the training has ${status?.state}: ${status?.error?.message}`);
  return { seconds: result.seconds as number, cpuSeconds: cpuOf(stack) - before };
}

/** Seconds that the processes, and those of their children that have ended, have had so far (proc(5), `stat`). */
function cpuOf({ processes }: Stack): number {
  const ticks = processes.flatMap(({ pid }) => {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, 15)
      .map(Number);
  });
  return ticks.reduce((sum, each) => sum + each, 0) / 100;
}

function report(name: string, pairs: readonly Pair[]): void {
  console.log(`${name}:`);
  const ratios = (of: (took: Took) => number) => pairs.map(({ on, off }) => of(off) / of(on)).toSorted((a, b) => a - b);
  const say = (what: string, sorted: readonly number[]) => {
    const at = (share: number) => (sorted[Math.floor(share * (sorted.length - 1))] as number).toFixed(4);
    console.log(`  ${what} ${at(0.5)} of what it is without (quartiles ${at(0.25)} to ${at(0.75)})`);
  };
  say(
    'views/s',
    ratios(({ seconds }) => seconds),
  );
  say(
    'views per second of processor time',
    ratios(({ cpuSeconds }) => cpuSeconds),
  );
}
