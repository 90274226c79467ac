import { createHash } from 'node:crypto';
import { type Batch, initialise, Model, Trainer, type TrainerSpec, type TrainOptions, train } from '@parallax/learning';
import type { Network } from '@parallax/networks';
import { images } from '../../parity/formula.js';

/** A network whose steps take milliseconds. */
export const tiny: Network = {
  size: 16,
  conv: { channels: [8, 16], globalPooling: 'GLOBAL_POOLING_NONE' },
  head: { hidden: 16, outputs: 8 },
};

export const spec: TrainerSpec = {
  objective: { ntXent: { temperature: 0.2 } },
  optimiser: { adamw: { learningRate: 1e-2, weightDecay: 0.05 }, clipNorm: 1 },
  schedule: { cosine: {}, warmup: 3, steps: 20 },
};

/** A batch of one group of views. */
export const one = (views: Uint8Array): Batch => ({ views: [views] });

export const plan = { epochs: 4, stepsPerEpoch: 5, batches };

async function* batches(epoch: number, first: number): AsyncGenerator<Batch> {
  for (let batch = first; batch < 5; batch++) yield one(images(8, 16, 1000 + epoch * 5 + batch));
}

export const newTrainer = (change: Partial<TrainerSpec> = {}) =>
  new Trainer(new Model(initialise(tiny, 'INITIALISATION_HE', 3)), { ...spec, ...change });

/** Of all parameters and buffers. */
export function digest(trainer: Trainer): string {
  const hash = createHash('sha256');
  for (const { data } of Object.values(trainer.model.stateDict())) hash.update(new Uint8Array(data.buffer));
  return hash.digest('hex');
}

export async function trained(options: Partial<TrainOptions> = {}, change: Partial<TrainerSpec> = {}) {
  const trainer = newTrainer(change);
  const result = await train(trainer, { ...plan, ...options });
  return { digest: digest(trainer), losses: result.epochLosses, steps: result.stepLosses, views: result.views };
}
