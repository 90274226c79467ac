import { setTimeout as delay } from 'node:timers/promises';
import { diagnostics, type Features } from '@parallax/evaluation';
import {
  encode,
  initialise,
  Model,
  type Progress,
  type StepMeasures,
  Trainer,
  type TrainerSpec,
  train,
} from '@parallax/learning';
import type { Network } from '@parallax/networks';
import { startEngine } from '@parallax/tensors';
import test from 'ava';
import { images } from '../parity/formula.js';

const tiny = {
  size: 16,
  conv: { channels: [8, 16], globalPooling: 'GLOBAL_POOLING_NONE' },
  head: { hidden: 16, outputs: 8 },
} satisfies Network;

const spec: TrainerSpec = {
  objective: { ntXent: { temperature: 0.2 } },
  optimiser: { adamw: { learningRate: 1e-2, weightDecay: 0.05 }, clipNorm: 1 },
  schedule: { cosine: {}, warmup: 3, steps: 20 },
};

const batch = (step: number) => images(16, 16, 1000 + step);

test.before(() => {
  startEngine();
});

function read(trainer: Trainer, views: Uint8Array): number[] {
  const measures = trainer.step({ views: [views] }, true);
  const values = Array.from(measures.data());
  measures.dispose();
  return values;
}

/** Rows of a matrix, each of length 1; those of zeros stay. */
function unitRows(values: Float32Array, width: number): number[][] {
  return Array.from({ length: values.length / width }, (_, row) => {
    const own = Array.from(values.subarray(row * width, (row + 1) * width));
    const length = Math.max(1e-12, Math.hypot(...own));
    return own.map((value) => value / length);
  });
}

function spread(rows: number[][]): number {
  const deviations = (rows[0] as number[]).map((_, column) => {
    const values = rows.map((row) => row[column] as number);
    const mean = values.reduce((a, b) => a + b) / values.length;
    return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  });
  return deviations.reduce((a, b) => a + b) / deviations.length;
}

function top1(rows: number[][]): number {
  const similarity = (a: number[], b: number[]) => a.reduce((sum, value, at) => sum + value * (b[at] as number), 0);
  const hits = rows.filter((row, at) => {
    const positive = similarity(row, rows[at ^ 1] as number[]);
    return rows.every((other, place) => place === at || place === (at ^ 1) || similarity(row, other) < positive);
  });
  return hits.length / rows.length;
}

test('a step says its loss, the gradient’s norm, the features’ spread and how often the positive was nearest', (t) => {
  const trainer = new Trainer(new Model(initialise(tiny, 'INITIALISATION_HE', 3)), spec);
  for (let step = 0; step < 3; step++) {
    const { z } = encode(trainer.model, batch(step));
    const rows = unitRows(z, tiny.head.outputs);
    const { loss, gradients } = trainer.gradients({ views: [batch(step)] });
    const norm = Math.hypot(...gradients.flatMap((gradient) => Array.from(gradient.data())));
    const found = read(trainer, batch(step));
    for (const [at, expected] of [loss.data()[0] as number, norm, spread(rows), top1(rows)].entries()) {
      t.true(
        Math.abs((found[at] as number) - expected) <= 1e-4 * Math.abs(expected),
        `${at}: ${found[at]}, ${expected}`,
      );
    }
  }
});

test('spread and nearest positives are what the diagnostics say of the same projections', async (t) => {
  const trainer = new Trainer(new Model(initialise(tiny, 'INITIALISATION_HE', 3)), spec);
  const { z } = encode(trainer.model, batch(0));
  const width = tiny.head.outputs;
  const every = (remainder: number) => z.filter((_, at) => Math.floor(at / width) % 2 === remainder);
  const [first, second] = [every(0), every(1)].map((data) => ({ data, width })) as [Features, Features];
  const [, , featureStd = 0, contrastiveTop1] = read(trainer, batch(0));
  t.is(contrastiveTop1, Math.fround((await diagnostics({ first, second })).contrastiveTop1));
  const all = { data: z, width };
  const diagnosed = (await diagnostics({ first: all, second: all })).featureStd;
  t.true(Math.abs(featureStd - diagnosed) <= 1e-5 * diagnosed, `${featureStd}, ${diagnosed}`);
});

test('where all rows are equal, none is nearest and nothing is spread', (t) => {
  const state = initialise(tiny, 'INITIALISATION_HE', 3);
  for (const [name, { data }] of Object.entries(state)) data.fill(name.endsWith('bias') ? 1 : 0);
  const [loss, norm, featureStd, contrastiveTop1] = read(new Trainer(new Model(state), spec), batch(0));
  t.true(Math.abs((loss as number) - Math.log(15)) < 1e-4);
  t.true(Number.isFinite(norm));
  t.deepEqual([featureStd, contrastiveTop1], [0, 0]);
});

test('one view of each image has no positive', (t) => {
  const trainer = new Trainer(new Model(initialise(tiny, 'INITIALISATION_HE', 3)), {
    ...spec,
    objective: { selfSimilarity: { temperature: 0.5 } },
  });
  t.is(read(trainer, batch(0)).length, 3);
});

async function trained(measured: boolean) {
  const trainer = new Trainer(new Model(initialise(tiny, 'INITIALISATION_HE', 3)), spec);
  const progress: Progress[] = [];
  const epochs: number[] = [];
  await train(trainer, {
    epochs: 2,
    stepsPerEpoch: 15,
    async *batches(epoch, first) {
      for (let step = first; step < 15; step++) yield { views: [batch(15 * epoch + step)] };
    },
    measured,
    onProgress: (each) => progress.push(each),
    onEpoch: async (epoch) => void epochs.push(epoch),
  });
  return { state: trainer.model.stateDict(), progress, epochs };
}

test.serial('what is trained is the same to the bit, measured or not', async (t) => {
  const [plain, measured] = [await trained(false), await trained(true)];
  t.deepEqual(measured.state, plain.state);
  t.true(plain.progress.every(({ measures }) => measures === undefined));
});

test.serial('slow steps are told of by the clock', async (t) => {
  const trainer = new Trainer(new Model(initialise(tiny, 'INITIALISATION_HE', 3)), spec);
  const steps: number[] = [];
  await train(trainer, {
    epochs: 1,
    stepsPerEpoch: 6,
    async *batches() {
      for (let step = 0; step < 6; step++) {
        if (step === 2) await delay(5100);
        yield { views: [batch(step)] };
      }
    },
    onProgress: ({ step }) => steps.push(step),
  });
  t.deepEqual(steps, [3, 6]);
});

test.serial('progress brings the mean loss since the last, and else what the last step says', async (t) => {
  const { progress, epochs } = await trained(true);
  t.deepEqual(
    progress.map(({ step }) => step),
    [10, 15, 20, 30],
  );
  t.deepEqual(epochs, [0, 1]);
  const trainer = new Trainer(new Model(initialise(tiny, 'INITIALISATION_HE', 3)), spec);
  const steps = Array.from({ length: 10 }, (_, step) => read(trainer, batch(step)));
  const [, gradientNorm = 0, featureStd = 0, contrastiveTop1 = 0] = steps[9] ?? [];
  const loss = steps.reduce((sum, [each = 0]) => sum + each, 0) / 10;
  const expected: StepMeasures = { loss, gradientNorm, featureStd, contrastiveTop1 };
  t.deepEqual(progress[0]?.measures, expected);
  t.is(progress[0]?.loss, steps[9]?.[0]);
  t.is(progress[0]?.learningRate, trainer.learningRate);
});
