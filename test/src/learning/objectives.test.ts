import { initialise, Model, type Objective, objectives, Trainer, type TrainerSpec } from '@parallax/learning';
import type { Network } from '@parallax/networks';
import { startEngine } from '@parallax/tensors';
import test from 'ava';
import { hash32, images } from '../parity/formula.js';

const tiny: Network = {
  size: 16,
  conv: { channels: [8, 16], globalPooling: 'GLOBAL_POOLING_NONE' },
  head: { hidden: 16, outputs: 8 },
};

const count = 16;

test.before(() => {
  startEngine();
});

/** As many views of each image as the objective compares: the image with other noise. */
function viewsOf({ views }: Objective, step: number): Uint8Array {
  const originals = images(count, 16, 7);
  const bytes = originals.length / count;
  const batch = new Uint8Array(views * originals.length);
  for (let at = 0; at < batch.length; at++) {
    const row = Math.floor(at / bytes);
    const pixel = originals[Math.floor(row / views) * bytes + (at % bytes)] as number;
    batch[at] = Math.min(255, pixel + (hash32(at, 100 + step) >>> 27));
  }
  return batch;
}

const labels = Int32Array.from({ length: count }, (_, image) => image % 8);

/** The loss and the metrics of a step, by name. */
function read(trainer: Trainer, views: Uint8Array): Record<string, number> {
  const measures = trainer.step({ views: [views], labels }, true);
  const [loss, , ...values] = Array.from(measures.data()) as [number, number, ...number[]];
  measures.dispose();
  return { loss, ...Object.fromEntries(trainer.metrics.map((name, at) => [name, values[at] as number])) };
}

for (const [key, objective] of Object.entries<Objective>(objectives)) {
  test.serial(`${objective.name} learns in a few steps, and its rows stay apart`, (t) => {
    const usual = Object.entries(objective.parameters).map(([name, parameter]) => [name, parameter.default]);
    const own = {
      ...Object.fromEntries(usual),
      ...('queueSize' in objective.parameters && { queueSize: 2 * 2 * count }),
    };
    const spec = { [key]: own } as unknown as TrainerSpec['objective'];
    const optimiser = { adam: { learningRate: 3e-3 } } as const;
    const trainer = new Trainer(new Model(initialise(tiny, 'INITIALISATION_HE', 3)), { objective: spec, optimiser });
    const steps = Array.from({ length: 40 }, (_, step) => read(trainer, viewsOf(objective, step)));
    // A queue holds random directions until two steps have filled it.
    const [first = {}, last = {}] = [steps[objective.keeps ? 2 : 0], steps.at(-1)];
    t.log(first, last);
    t.true((last.loss as number) < 0.95 * (first.loss as number));
    t.true((last.featureStd as number) > 0.5 * (first.featureStd as number));
    trainer.dispose();
    trainer.model.dispose();
  });
}

test.serial('a metric that is declared and not measured is a fault, and moves no other into its place', (t) => {
  const objective = objectives.ntXent as { metrics: readonly string[] };
  const { metrics } = objective;
  const trainer = new Trainer(new Model(initialise(tiny, 'INITIALISATION_HE', 3)), {
    objective: { ntXent: { temperature: 0.2 } },
    optimiser: { adam: {} },
  });
  try {
    objective.metrics = ['variance', ...metrics];
    const views = viewsOf(objectives.ntXent, 0);
    t.throws(() => read(trainer, views), { message: 'nt-xent has not measured variance, which it declares' });
    t.notThrows(() => trainer.step({ views: [views] }).dispose());
  } finally {
    objective.metrics = metrics;
    trainer.dispose();
    trainer.model.dispose();
  }
});
