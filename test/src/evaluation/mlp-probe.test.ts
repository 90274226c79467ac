import type { ParallaxError } from '@parallax/errors';
import { type BatchesTask, learn, Mlp, scores, type Watch } from '@parallax/evaluation';
import { Linear, Optimiser } from '@parallax/learning';
import { liveTensors, startEngine } from '@parallax/tensors';
import test from 'ava';
import { difference, fixture, hash32, images, type Sample, uniform } from '../parity/formula.js';
import { onlyAnswer } from './support/answers.js';

test.before(() => {
  startEngine();
});

/** Weights and biases in U(±1/√inputs) by the formula, as test/parity/evaluation.py makes them. */
function formulaMlp(): Mlp {
  const layer = (place: number, inputs: number, outputs: number): Linear => {
    const draw = (length: number, salt: number) =>
      uniform(length, salt).map((value) => value * Math.fround(1 / Math.sqrt(inputs)));
    return new Linear('fc', draw(outputs * inputs, 700 + 2 * place), draw(outputs, 701 + 2 * place));
  };
  return new Mlp([layer(0, 3072, 512), layer(1, 512, 256), layer(2, 256, 10)]);
}

const mask = (length: number, salt: number): Float32Array =>
  uniform(length, salt).map((value) => (value < Math.fround(-0.6) ? 0 : 1.25));

test('ten steps with given dropout masks equal PyTorch’s', (t) => {
  const expected = fixture<{ mlp: { losses: number[]; parameters: Sample[] } }>('evaluation/evaluation.json').mlp;
  const mlp = formulaMlp();
  const optimiser = new Optimiser(mlp.parameters, { adam: { learningRate: 1e-4, weightDecay: 1e-3 } });
  for (const [step, loss] of expected.losses.entries()) {
    const rows = step === 9 ? 20 : 32;
    const features = Float32Array.from(images(rows, 32, 800 + step), (pixel) => pixel / 127.5 - 1);
    const labels = Int32Array.from({ length: rows }, (_, row) => hash32(row, 860 + step) % 10);
    const layer = mlp.withDropout([mask(rows * 512, 820 + step), mask(rows * 256, 840 + step)]);
    const ours = learn(layer, optimiser, features, labels);
    t.true(Math.abs(ours - loss) <= 1e-4 * loss, `step ${step}: ${ours}, not ${loss}`);
  }
  for (const [place, parameter] of mlp.parameters.entries()) {
    t.true(difference(parameter.data(), expected.parameters[place] as Sample) <= 1e-4, String(place));
  }
  optimiser.dispose();
  mlp.dispose();
});

/** Two classes told apart by the sign of a product, which no plane can do; 100 images in batches of 32, the last of 4. */
function crossed(): BatchesTask {
  const batch = (salt: number, rows: number) => {
    const features = uniform(rows * 2, salt);
    const label = (row: number) => Number((features[2 * row] as number) * (features[2 * row + 1] as number) > 0);
    return { features, labels: Int32Array.from({ length: rows }, (_, row) => label(row)) };
  };
  return {
    width: 2,
    classes: 2,
    trainImages: 100,
    seed: 5,
    async *trainBatches(epoch) {
      for (let index = 0; index < 4; index++) yield batch(1000 + 4 * epoch + index, index < 3 ? 32 : 4);
    },
    async *testBatches() {
      yield batch(1, 150);
      yield batch(2, 50);
    },
  };
}

const usual = { epochs: 40, optimiser: { adam: { learningRate: 3e-3 } } };

const mlpProbe = async (task: BatchesTask, values: object = {}, watch: Watch = {}) =>
  (await onlyAnswer('mlp', task, { ...usual, ...values }, watch)).labels;

test('it learns what no plane can tell apart from batches that are new in every epoch', async (t) => {
  const labels: number[] = [];
  const task = crossed();
  const predictions = await mlpProbe({
    ...task,
    async *testBatches() {
      for await (const batch of task.testBatches() as AsyncIterable<{ features: Float32Array; labels: Int32Array }>) {
        labels.push(...batch.labels);
        yield batch;
      }
    },
  });
  const { accuracy } = scores(predictions, labels, 2);
  t.true(accuracy.value > 0.9, String(accuracy.value));
});

test('the same seed gives the same predictions', async (t) => {
  t.deepEqual(await mlpProbe(crossed(), { epochs: 2 }), await mlpProbe(crossed(), { epochs: 2 }));
});

test.serial('it reports, stops when asked to or told of a wrong label, and gives all its memory back', async (t) => {
  await mlpProbe(crossed(), { epochs: 1 });
  const before = liveTensors();
  const seen: unknown[] = [];
  await mlpProbe(crossed(), { epochs: 2 }, { report: (progress) => seen.push(progress) });
  t.is(seen.length, 8);
  t.deepEqual(seen.at(-1), { done: 200, total: 200, unit: 'images' });
  const stop = new AbortController();
  const watch = { signal: stop.signal, report: () => stop.abort(new Error('enough')) };
  await t.throwsAsync(mlpProbe(crossed(), {}, watch), { message: 'enough' });
  const error = await t.throwsAsync<ParallaxError>(mlpProbe({ ...crossed(), classes: 1 }));
  t.like(error, { reason: 'INVALID_FIELD', metadata: { value: '1' } });
  t.regex(error?.metadata.field ?? '', /^labels\[\d+\]$/);
  t.is(liveTensors(), before);
});
