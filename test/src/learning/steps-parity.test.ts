import { optimisers as declared, Model, Optimiser, type OptimiserSpec, Trainer } from '@parallax/learning';
import { device, startEngine, tensor, Variable } from '@parallax/tensors';
import test from 'ava';
import { difference, fixture, images, type Sample, uniform } from '../parity/formula.js';
import { formulaWeights } from '../parity/weights.js';
import { invalid } from '../support/errors.js';

interface Step {
  temperature: number;
  loss: number;
  gradients: Record<string, Sample>;
}

const { steps, optimisers } = fixture<{
  steps: Record<'nt-xent' | 'self-similarity', Step>;
  optimisers: Record<string, Sample[]>;
}>('step/step.json');

test.before(() => {
  startEngine();
});

for (const name of ['nt-xent', 'self-similarity'] as const) {
  test(`the loss ${name} and its gradient by every parameter equal PyTorch's`, (t) => {
    const { temperature, loss, gradients } = steps[name];
    const model = new Model(formulaWeights());
    const trainer = new Trainer(model, {
      objective: name === 'nt-xent' ? { ntXent: { temperature } } : { selfSimilarity: { temperature } },
      optimiser: { adam: { learningRate: 1e-3 } },
    });
    const ours = trainer.gradients({ views: [images(16, 32, 100)] });
    t.true(Math.abs((ours.loss.data()[0] as number) - loss) <= 1e-4 * loss);
    t.deepEqual(
      trainer.trained.map((parameter) => parameter.name),
      Object.keys(gradients),
    );
    for (const [index, { name: parameter, shape }] of trainer.trained.entries()) {
      const expected = gradients[parameter] as Sample;
      const values = ours.gradients[index]?.data() as Float32Array;
      // TensorFlow keeps filters [h, w, in, out].
      const layout = shape.length === 4 ? toPyTorch(values, shape) : values;
      const apart = difference(layout, expected);
      t.log(parameter, apart.toExponential(1));
      t.true(apart <= 1e-4, `${parameter}: ${apart}`);
    }
  });
}

function toPyTorch(values: Float32Array, [height, width, inputs, outputs]: readonly number[]): Float32Array {
  const [h, w, c, k] = [height, width, inputs, outputs] as [number, number, number, number];
  return Float32Array.from(values, (_, at) => {
    const [x, y] = [at % w, Math.floor(at / w) % h];
    const [input, output] = [Math.floor(at / (w * h)) % c, Math.floor(at / (w * h * c))];
    return values[((y * w + x) * c + input) * k + output] as number;
  });
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

const specs: Record<string, OptimiserSpec> = {
  adam: { adam: { learningRate: 5e-4 } },
  adamWithWeightDecay: { adam: { learningRate: 1e-4, weightDecay: 1e-3 } },
  adamwWithClipping: { adamw: { learningRate: 1e-3, beta2: 0.98, weightDecay: 0.05 }, clipNorm: 0.01 },
  sgd: { sgd: { learningRate: 0.5, momentum: 0 } },
  sgdWithMomentum: { sgd: { learningRate: 0.5, momentum: 0.9, weightDecay: 0.1 } },
  sgdWithNesterov: { sgd: { learningRate: 0.5, momentum: 0.9, nesterov: true } },
  lars: { lars: { learningRate: 0.3, momentum: 0.9, weightDecay: 0.01, trustCoefficient: 0.1 } },
  muon: { muon: { learningRate: 0.02, weightDecay: 0.1, momentum: 0.95 } },
  muonWithoutNesterov: { muon: { learningRate: 0.02, weightDecay: 0, momentum: 0.9, nesterov: false } },
};

/** Of the parameters that an optimiser is tried on: those that go by what is a matrix have some. */
const shapesOf = (name: string): number[][] => (/^(lars|muon)/.test(name) ? [[5, 8], [9, 4], [7]] : [[7], [20]]);

/** Muon's iteration makes a difference in the last bit up to 3.4 times as large in each of its five rounds. */
const toleranceOf = (name: string): number => (name.startsWith('muon') ? 5e-6 : 1e-6);

test('every optimiser has a spec here', (t) => {
  t.deepEqual(
    [...new Set(Object.values(specs).flatMap((spec) => Object.keys(spec)))].filter((key) => key in declared).sort(),
    Object.keys(declared).sort(),
  );
});

for (const [name, spec] of Object.entries(specs)) {
  test(`three steps of the optimiser ${name} equal PyTorch's, fed the same gradients`, (t) => {
    const parameters = shapesOf(name).map(
      (shape, place) => new Variable(`p${place}`, shape, uniform(sizeOf(shape), 300 + place)),
    );
    const optimiser = new Optimiser(parameters, spec);
    for (let step = 0; step < 3; step++) {
      const scaled = (shape: readonly number[], salt: number) =>
        tensor(
          uniform(sizeOf(shape), salt).map((value) => value * Math.fround(0.01)),
          shape,
        );
      optimiser.apply(parameters.map(({ shape }, place) => scaled(shape, 400 + 10 * step + place)));
    }
    for (const [place, parameter] of parameters.entries()) {
      const apart = difference(parameter.data(), optimisers[name]?.[place] as Sample);
      t.true(apart <= toleranceOf(name), `${parameter.name}: ${apart}`);
    }
  });
}

test('in bfloat16 every gradient is within 3 % of float32’s by its norm; where no hardware has it, it is refused', (t) => {
  const make = () => new Model(formulaWeights(), { precision: 'PRECISION_BFLOAT16' });
  if (!device().bfloat16.isMultiplied) {
    t.like(
      t.throws(make, { message: /it must be float32 on this device/ }),
      invalid('spec.precision', 'PRECISION_BFLOAT16'),
    );
    return;
  }
  const { temperature, gradients } = steps['nt-xent'];
  const trainer = new Trainer(make(), {
    objective: { ntXent: { temperature } },
    optimiser: { adam: { learningRate: 1e-3 } },
  });
  const ours = trainer.gradients({ views: [images(16, 32, 100)] });
  for (const [index, { name }] of trainer.trained.entries()) {
    const values = ours.gradients[index]?.data() as Float32Array;
    const norm = Math.sqrt(values.reduce((total, value) => total + value * value, 0));
    const expected = (gradients[name] as Sample).norm;
    t.true(Math.abs(norm / expected - 1) < 0.03, `${name}: ${norm} for ${expected}`);
  }
});
