import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Report } from '@parallax/cli';
import { parallax } from '../cli/parallax.js';
import { startServices } from '../services/support/services.js';

export const about =
  'what each objective learns of CIFAR-10 in 200,000 views, by kNN and linear; goes on where it was stopped';

const options = {
  /** Of jobs and results. Whoever names the same again goes on. */
  directory: { type: 'string', default: 'out/objectives' },
  epochs: { type: 'string', default: '2' },
  seeds: { type: 'string', default: '1' },
  /** Rows by a part of their names, with commas between; default all. */
  only: { type: 'string', default: '' },
} as const;

const standardised = ['--weight-standardisation', 'yes'];
/** As in the papers of objectives that compare coordinates. */
const wide = ['--head-hidden', '512', '--head-output', '512', '--head-batch-norm', 'yes'];
const withNorm = ['--head-batch-norm', 'yes'];

/** What is asked beside the preset `simclr`, by the row's name. */
const rows: Record<string, string[]> = {
  'NT-Xent': [],
  'NT-Xent, standardised': standardised,
  'DCL, standardised': ['--objective', 'dcl', ...standardised],
  'VICReg, standardised': ['--preset', 'vicreg'],
  'VICReg as in the paper, standardised': ['--preset', 'vicreg', '--variance', '25'],
  'Barlow Twins, standardised': ['--objective', 'barlow-twins', ...standardised, ...wide],
  'LeJEPA, standardised': ['--objective', 'lejepa', ...standardised, ...wide],
  'SimSiam, standardised': ['--objective', 'simsiam', ...standardised, ...wide],
  'BYOL, standardised': ['--objective', 'byol', ...standardised, ...withNorm],
  'MoCo, standardised': ['--objective', 'moco', ...standardised],
  'DINO, standardised': ['--objective', 'dino', ...standardised, ...wide],
  'SupCon, standardised (with labels)': ['--objective', 'supcon', ...standardised],
  "the notebook's, standardised": ['--objective', 'self-similarity', ...standardised],
};

/** Runs what has not been run yet, one experiment after another, and prints a row of a table in Markdown for each. */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options });
  const directory = resolve(values.directory);
  const wanted = values.only.toLowerCase().split(',');
  const names = Object.keys(rows).filter((name) => wanted.some((part) => name.toLowerCase().includes(part)));
  const services = await startServices({ directory: join(directory, 'stack') });
  console.log('| objective | seed | kNN | linear | views/s | `npx parallax run` |');
  console.log('|---|---|---|---|---|---|');
  try {
    for (let seed = 0; seed < Number(values.seeds); seed++) {
      for (const name of names) {
        const asked = ['--epochs', values.epochs, '--seed', String(seed), ...(rows[name] as string[])];
        const out = join(directory, `${slug(name)}-${values.epochs}-${seed}`);
        const id = `objectives-${slug(name)}-${values.epochs}-${seed}`;
        const { code, stderr } = await parallax(['run', ...asked, '--request-id', id, '--out', out], {
          env: services.stack.env,
        });
        if (code !== 0) throw new Error(`${name} ended with ${code}: ${stderr.slice(-2000)}`);
        console.log(rowOf(name, seed, asked, JSON.parse(await readFile(join(out, 'report.json'), 'utf8'))));
      }
    }
  } finally {
    await services.stop();
  }
}

const slug = (name: string): string => name.toLowerCase().replaceAll(/[^a-z]+/g, '-');

function rowOf(name: string, seed: number, asked: readonly string[], { probes, training }: Report): string {
  const { rawPixels, randomEncoder, trainedEncoder } = probes;
  const beside = (probe: 'knn' | 'linear') =>
    [trainedEncoder, randomEncoder, rawPixels].map((each) => (each[probe] ?? Number.NaN).toFixed(4)).join(' / ');
  const cells = [
    name,
    seed,
    beside('knn'),
    beside('linear'),
    training.viewsPerSecond.toFixed(0),
    `\`${asked.join(' ')}\``,
  ];
  return `| ${cells.join(' | ')} |`;
}
