import { crossEntropy, type Objective, objectives } from '@parallax/learning';
import { startEngine, type Tensor, tensor } from '@parallax/tensors';
import test from 'ava';
import { difference, fixture, type Sample, uniform } from '../parity/formula.js';

/** What test/parity/objectives.py has written of an objective, with the parameters' values. */
interface Expected extends Partial<Views> {
  /** Rows, of 5 coordinates each. */
  count: number;
  loss: number;
  gradient: Sample;
  /** What it keeps after the step. */
  kept?: Sample;
  [parameter: string]: unknown;
}

/** Of an image, as many of them as are global, and the images' classes. */
interface Views {
  views: number;
  globals: number;
  labels: number[];
}

test.before(() => {
  startEngine();
});

type Shape = readonly [rows: number, width: number];

/** What an objective keeps, as the scripts have it: unit vectors of the formula. */
function keptRows([count, width]: Shape): Tensor {
  const values = uniform(count * width, 202);
  for (let row = 0; row < count; row++) {
    const own = values.subarray(row * width, (row + 1) * width);
    const norm = Math.hypot(...own);
    for (const [at, value] of own.entries()) own[at] = value / norm;
  }
  return tensor(values, [count, width]);
}

/** Rows of the formula. */
function rowsOf(count: number, salt: number): Tensor {
  return tensor(uniform(count * 5, salt), [count, 5]);
}

/** What an objective is given beside the first rows that it compares; of these all others are compared with themselves. */
interface Given {
  values: Record<string, number>;
  others?: Tensor;
  views?: Partial<Views>;
  keep?: (shape: Shape) => Tensor;
}

/** The loss, and the gradient by the rows. */
function compute(
  objective: Objective,
  rows: Tensor,
  { values, others = rows, views: asked = {}, keep = keptRows }: Given,
) {
  const [name = 'features'] = objective.rows;
  const all = { features: others, projections: others, predictions: others, targets: others, [name]: rows };
  const [count, width] = rows.shape as [number, number];
  const { views = objective.views, globals = views } = asked;
  const labels = Int32Array.from(asked.labels ?? Array.from({ length: count / views }, (_, image) => image % 3));
  const kept = Object.entries(objective.keeps?.(values, width) ?? {}).map(([key, { shape }]) => [key, keep(shape)]);
  const context = { views, globals, labels, kept: Object.fromEntries(kept), gaussian: (n: number) => uniform(n, 203) };
  const { loss, gradients, ...rest } = objective.compute(all, values, context);
  return { loss: loss.data()[0] as number, gradient: gradients[name]?.data() as Float32Array, ...rest };
}

for (const objective of Object.values<Objective>(objectives)) {
  const { name, parameters, metrics } = objective;

  for (const of of objective.manyViews ? [name, `${name}-views`] : [name])
    test(`${of} and its gradient equal PyTorch’s, a row of zeros included`, (t) => {
      const { loss, gradient, count, kept, views, globals, labels, ...given } = fixture<Expected>(
        `objectives/${of}.json`,
      );
      const values = Object.fromEntries(Object.keys(parameters).map((key) => [key, given[key] as number]));
      const targets = objective.localViews && views && globals ? (count / views) * globals : count;
      const rows = tensor(uniform(count * 5, 200).fill(0, 15, 20), [count, 5]);
      const ours = compute(objective, rows, {
        values,
        others: rowsOf(targets, 201),
        views: { views, globals, labels },
      });
      t.true(Math.abs(ours.loss - loss) <= 1e-5 * Math.abs(loss));
      t.true(ours.gradient.every(Number.isFinite));
      t.true(difference(ours.gradient, gradient) <= 1e-4);
      t.deepEqual(Object.keys(ours.measure()), [...metrics]);
      const [after] = Object.values(ours.kept ?? {});
      if (kept) t.true(difference(after?.data() as Float32Array, kept) <= 1e-5);
    });

  const { collapsedLoss } = objective;
  if (collapsedLoss)
    test(`${name} of rows that are all alike is what it says of them`, (t) => {
      const images = 16;
      const rows = tensor(new Float32Array(images * objective.views * 4).fill(0.5), [images * objective.views, 4]);
      const usual = Object.fromEntries(Object.entries(parameters).map(([key, each]) => [key, each.default]));
      const keep = (shape: Shape) => tensor(new Float32Array(shape[0] * shape[1]).fill(0.5), shape);
      const { loss } = compute(objective, rows, { values: usual, keep });
      const { views } = objective;
      t.true(Math.abs(loss - collapsedLoss({ images, width: 4, views, globals: views }, usual)) < 1e-5);
    });

  const { floor } = objective;
  if (floor && !objective.keeps)
    test(`${name} of rows as good as can be is its floor, and of others above it`, (t) => {
      // Four corners of a tetrahedron: as far apart as four directions can be, with coordinates that vary apart from each other.
      const corners = [1, 1, 1, 1, -1, -1, -1, 1, -1, -1, -1, 1];
      const values = Object.fromEntries(Object.entries(parameters).map(([key, each]) => [key, each.default]));
      const lossOf = (images: number[]) => {
        const views = Array.from({ length: images.length / 3 }, (_, image) =>
          Array.from({ length: objective.views }, () => images.slice(3 * image, 3 * image + 3)),
        ).flat(2);
        const rows = tensor(Float32Array.from(views), [views.length / 3, 3]);
        return compute(objective, rows, { values, others: rows }).loss;
      };
      const lowest = floor({ images: 4, views: objective.views, globals: objective.views, width: 3 }, values);
      t.true(Math.abs(lossOf(corners) - lowest) < 1e-4);
      t.true(lossOf([...uniform(12, 204)]) > lowest - 1e-4);
    });

  if (Object.keys(parameters).length === 0) continue;

  test(`${name} stays finite at the bounds of its parameters`, (t) => {
    const usual = Object.fromEntries(Object.entries(parameters).map(([key, each]) => [key, each.default]));
    for (const [key, { bounds, integer }] of Object.entries(parameters)) {
      // And beyond, where no request gets; of what is counted there is no tenth.
      const beyond = integer ? 1 : 10;
      for (const bound of [(bounds.atLeast ?? 0) / beyond, beyond * (bounds.atMost ?? 0)]) {
        if (bound === 0) continue;
        const { loss, gradient } = compute(objective, rowsOf(8, 200), { values: { ...usual, [key]: bound } });
        t.true(Number.isFinite(loss));
        t.true(gradient.every(Number.isFinite));
      }
    }
  });
}

test('moco has its floor where the queue is at right angles to all rows, and is above it with a queue that is spread as they are', (t) => {
  const values = { temperature: 0.2, queueSize: 8, targetMomentum: 0.99 };
  const lowest = objectives.moco.floor?.({ images: 4, views: 2, globals: 2, width: 8 }, values) as number;
  // Of eight axes two views have each of four, and the queue holds the others.
  const axis = (at: number) => Array.from({ length: 8 }, (_, each) => (each === at ? 1 : 0));
  const [own, others] = [[0, 0, 1, 1, 2, 2, 3, 3].map(axis), [4, 4, 5, 5, 6, 6, 7, 7].map(axis)];
  const lossOf = (rows: number[][], queue: number[][]) => {
    const tensorOf = (each: number[][]) => tensor(Float32Array.from(each.flat()), [8, 8]);
    return compute(objectives.moco as Objective, tensorOf(rows), {
      values,
      others: tensorOf(rows),
      keep: () => tensorOf(queue),
    }).loss;
  };
  t.true(Math.abs(lossOf(own, others) - lowest) < 1e-5);
  const spread = [...keptRows([4, 8]).data()];
  const paired = [0, 0, 1, 1, 2, 2, 3, 3].map((row) => spread.slice(8 * row, 8 * row + 8));
  for (const rows of [own, paired]) t.true(lossOf(rows, rows) > lowest);
});

test('dino comes near its floor where both networks are sure of the same coordinate, and is above it otherwise', (t) => {
  const values = { temperature: 0.1, targetTemperature: 0.04, centreMomentum: 0.9, targetMomentum: 0.99 };
  const keep = (shape: Shape) => tensor(new Float32Array(shape[0] * shape[1]), shape);
  const lossOf = (scale: number) => {
    const rows = tensor(
      Float32Array.from([0, 0, 1, 1, 2, 2].flatMap((at) => [0, 1, 2].map((each) => (each === at ? scale : 0)))),
      [6, 3],
    );
    return compute(objectives.dino as Objective, rows, { values, keep }).loss;
  };
  const lowest = objectives.dino.floor?.({ images: 3, views: 2, globals: 2, width: 3 }, values) as number;
  t.true(Math.abs(lossOf(10) - lowest) < 1e-5);
  t.true(lossOf(0.1) > lowest + 0.1);
});

test('the notebook’s objective has no gradient where all rows are alike', (t) => {
  const rows = tensor(new Float32Array(128 * 4).fill(0.5), [128, 4]);
  const { gradient } = compute(objectives.selfSimilarity as Objective, rows, { values: { temperature: 0.5 } });
  t.true(gradient.every((value) => Math.abs(value) < 1e-6));
});

test('cross-entropy is the mean of -log softmax at the labels', (t) => {
  const { loss, gradient } = crossEntropy(tensor(Float32Array.of(0, 0, Math.log(3), 0), [2, 2]), Int32Array.of(0, 1));
  t.true(Math.abs((loss.data()[0] as number) - (Math.log(2) + Math.log(4)) / 2) < 1e-6);
  t.deepEqual(
    [...gradient.data()].map((value) => Math.fround(value).toFixed(4)),
    ['-0.2500', '0.2500', '0.3750', '-0.3750'],
  );
});
