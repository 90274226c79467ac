import { allProbes, type LinearClassifier, type RowsTask, rowsIn, scores } from '@parallax/evaluation';
import { liveTensors, startEngine } from '@parallax/tensors';
import test from 'ava';
import { fixture, hash32, uniform } from '../parity/formula.js';
import { answersOf, onlyAnswer } from './support/answers.js';

test.before(() => {
  startEngine();
});

/** As test/parity/evaluation.py has it: 5 classes, 12 features, of which the last never changes. */
const labels = Int32Array.from({ length: 400 }, (_, row) => hash32(row, 950) % 5);
const data = uniform(400 * 12, 951).map((value, at) => {
  const [row, column] = [Math.floor(at / 12), at % 12];
  return column === 11 ? 0.1 : column === labels[row] ? Math.fround(value + 1.5) : value;
});
const rows = rowsIn('train', { data, width: 12 });
const task: RowsTask = { train: rows, trainLabels: labels, test: rows, classes: 5, seed: 0 };

/** What is to be made small, in float64. */
function lossOf({ weight, bias, mean, deviation }: LinearClassifier, c: number): number {
  const losses = Array.from(labels, (label, row) => {
    const logits = Array.from(bias, (start, place) =>
      mean.reduce((sum, centre, column) => {
        const spread = deviation[column] as number;
        const value = spread === 0 ? 0 : ((data[row * 12 + column] as number) - centre) / spread;
        return sum + value * (weight[place * 12 + column] as number);
      }, start),
    );
    return Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit), 0)) - (logits[label] as number);
  });
  const penalty = weight.reduce((sum, value) => sum + value ** 2, 0) / 2 / c;
  return (losses.reduce((sum, loss) => sum + loss, 0) + penalty) / 400;
}

interface Optimum {
  c: number;
  loss: number;
  weight: number[];
  bias: number[];
}

for (const optimum of fixture<{ logistic: Optimum[] }>('evaluation/evaluation.json').logistic) {
  test(`with C ${optimum.c} it ends where PyTorch's L-BFGS does in float64`, async (t) => {
    const { classifier, chosen } = await onlyAnswer('logistic', task, { c: [optimum.c] });
    const { weight } = classifier as LinearClassifier;
    t.is(chosen, undefined);
    const apart = Math.max(...optimum.weight.map((value, at) => Math.abs(value - (weight[at] as number))));
    t.true(apart <= 1e-2 * Math.max(...optimum.weight.map(Math.abs)), `${apart}`);
    const loss = lossOf(classifier as LinearClassifier, optimum.c);
    t.true(Math.abs(loss - optimum.loss) <= 1e-6 * optimum.loss, `${loss}, not ${optimum.loss}`);
  });
}

test('ten steps of SGD with momentum along a cosine end where PyTorch’s do in float64', async (t) => {
  const expected = fixture<{ linear: { epochs: number; weight: number[]; bias: number[] } }>(
    'evaluation/evaluation.json',
  ).linear;
  const { classifier } = await onlyAnswer('linear', task, {
    epochs: expected.epochs,
    // All rows in each step, so that their order is nothing.
    batch: 400,
    optimiser: { sgd: { learningRate: 0.5, momentum: 0.9, weightDecay: 1e-3 } },
    schedule: { cosine: { restarts: 0 }, warmup: 0 },
  });
  const { weight, bias } = classifier as LinearClassifier;
  const apart = (ours: Float32Array, theirs: number[]) =>
    Math.max(...theirs.map((value, at) => Math.abs(value - (ours[at] as number)))) / Math.max(...theirs.map(Math.abs));
  t.true(apart(weight, expected.weight) <= 1e-4, String(apart(weight, expected.weight)));
  t.true(apart(bias, expected.bias) <= 1e-4, String(apart(bias, expected.bias)));
});

test('of several C the best on held-out images is chosen, and learns once more from all', async (t) => {
  const [answer] = await answersOf('logistic', task, { c: [1e-6, 1], heldOut: 0.25 });
  t.deepEqual(answer?.chosen, { c: 1 });
  t.deepEqual(answer?.labels, (await onlyAnswer('logistic', task, { c: [1] })).labels);
  t.true(scores(answer?.labels as Int32Array, labels, 5).accuracy.value > 0.6);
});

test('it is bounded by its iterations', async (t) => {
  const few = await onlyAnswer('logistic', task, { iterations: 1 });
  const many = await onlyAnswer('logistic', task, {});
  t.notDeepEqual(few.classifier, many.classifier);
});

test.serial('it reports, stops when asked to, and gives all its memory back', async (t) => {
  await answersOf('logistic', task, { c: [0.1, 1] });
  const before = liveTensors();
  const seen: { done: number; total: number }[] = [];
  await answersOf('logistic', task, { c: [0.1, 1] }, { report: (progress) => seen.push(progress) });
  t.true(seen.every(({ done, total }, at) => done <= total && done > (seen[at - 1]?.done ?? 0)));
  const stop = new AbortController();
  const watch = { report: () => stop.abort(new Error('enough')), signal: stop.signal };
  await t.throwsAsync(answersOf('logistic', task, {}, watch), { message: 'enough' });
  t.is(liveTensors(), before);
});

test('every probe gives probabilities that sum to 1, and the class of the largest', async (t) => {
  for (const [name, { needs }] of allProbes) {
    if (needs !== 'rows') continue;
    for (const { probabilities, labels: found } of await answersOf(name, task, name === 'knn' ? { k: [1, 7] } : {})) {
      t.is(probabilities.length, 400 * 5);
      for (const [row, label] of found.entries()) {
        const own = [...probabilities.subarray(row * 5, (row + 1) * 5)];
        t.true(Math.abs(own.reduce((sum, value) => sum + value, 0) - 1) < 1e-5, name);
        t.is(own[label], Math.max(...own), name);
      }
    }
  }
});
