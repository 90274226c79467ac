import { type NetworkSpec, notebook as notebookNetwork } from '@parallax/networks';
import { defaultDataset } from './dataset-ref.js';
import { resolveOptimiser } from './optimiser.js';
import type { ResolvedTraining } from './training.js';

/** What a preset fills in. Its recipe is a shipped one, whose crop has the size of the images. */
export type Preset = Omit<
  ResolvedTraining,
  | 'images'
  | 'views'
  | 'chunk'
  | 'startFrom'
  | 'freeze'
  | 'continueFrom'
  | 'keep'
  | 'stopWhen'
  | 'diagnostics'
  | 'recipe'
  | 'network'
> & {
  recipe: { name: string };
  network: NetworkSpec & Pick<ResolvedTraining['network'], 'initialisation' | 'weightStandardisation'>;
};

/** Chen et al. 2020, fitted to a small encoder without batch norm: `docs/experiments.md` says how it was chosen. */
const simclr: Preset = {
  preset: 'simclr',
  dataset: defaultDataset,
  recipe: { name: 'simclr-cifar' },
  network: { conv: notebookNetwork.conv, initialisation: 'INITIALISATION_HE', weightStandardisation: false },
  head: { hidden: 256, output: 128, batchNorm: false },
  objective: { ntXent: { temperature: 0.2 } },
  optimiser: resolveOptimiser(undefined, { adamw: { beta2: 0.98 }, clipNorm: 1 }, 'preset'),
  schedule: { cosine: { restarts: 0 }, warmup: 0.05 },
  batch: 64,
  dropLast: true,
  epochs: 100,
  seed: 0,
  checkpointSteps: 200,
  precision: 'PRECISION_AUTO',
};

/**
 * Bardes et al. 2022, with standardised filters: what learned most of CIFAR-10 in the demo's ten minutes (`docs/experiments.md`). The head is
 * wide and has a batch norm, as in the paper, where it is wider still; the variance counts twice as much as there.
 */
const vicreg: Preset = {
  ...simclr,
  preset: 'vicreg',
  network: { ...simclr.network, weightStandardisation: true },
  optimiser: { ...simclr.optimiser, decayBiases: false },
  head: { hidden: 512, output: 512, batchNorm: true },
  objective: { vicreg: { invariance: 25, variance: 50, covariance: 1 } },
};

/** The notebook, as it is: it collapses, and `docs/notebook.md` says why. */
const notebook: Preset = {
  preset: 'notebook',
  dataset: defaultDataset,
  recipe: { name: 'notebook' },
  network: { conv: notebookNetwork.conv, initialisation: 'INITIALISATION_PYTORCH', weightStandardisation: false },
  head: { hidden: 256, output: 128, batchNorm: false },
  objective: { selfSimilarity: { temperature: 0.5 } },
  optimiser: resolveOptimiser(undefined, { adam: { learningRate: 5e-4 } }, 'preset'),
  schedule: { constant: {}, warmup: 0 },
  batch: 128,
  dropLast: false,
  epochs: 1000,
  seed: 0,
  checkpointSteps: 200,
  precision: 'PRECISION_FLOAT32',
};

/** By name. A map, since a name comes from outside, and every object has a `constructor`. */
export const presets: ReadonlyMap<string, Preset> = new Map(Object.entries({ simclr, vicreg, notebook }));
