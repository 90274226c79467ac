import { readdirSync } from 'node:fs';
import { defaultsOf } from '@parallax/errors';
import { encode, type Layer, Model, normalise } from '@parallax/learning';
import { centred, describe, type Network, type NetworkKind, networks } from '@parallax/networks';
import { device, scope, startEngine, type Tensor, tensor } from '@parallax/tensors';
import test from 'ava';
import { difference, fixture, images, type Sample, uniform } from '../parity/formula.js';
import { formulaState } from '../parity/weights.js';

interface Whole {
  /** Of the network's parameters. */
  values: Record<string, string>;
  size: number;
  evaluated: { h: Sample; z: Sample };
  trained: { h: Sample; z: Sample };
  gradients: Record<string, Sample>;
  buffers: Record<string, Sample>;
}

const head = { hidden: 32, outputs: 16 };

/** torchvision's and timm's names; the head's are those of the notebook's class. */
const nameThere = (name: string): string => name.replace('projection_head.projection_head', 'projection_head');

/**
 * Of deeper networks PyTorch's own gradients in float32 are up to 2e-3 from those in float64 on these images: where a value is near 0,
 * ReLU turns its last bit into all of a gradient.
 */
const gradientTolerance = (name: string): number => (/^resnet[35]/.test(name) ? 1e-2 : 1e-4);

test.before(() => {
  startEngine();
});

const files = readdirSync(new URL('../../fixtures/networks', import.meta.url));

test('every network but the notebook’s has a fixture here', (t) => {
  const having = new Set(files.map((file) => file.split('-')[0]));
  t.deepEqual(
    [...having].sort(),
    Object.values(networks)
      .map(({ name }) => name)
      .filter((name) => name !== 'conv')
      .sort(),
  );
});

function networkOf(file: string, { values, size }: Whole): Network {
  const [key] = Object.entries(networks).find(([, { name }]) => name === file.split('-')[0]) ?? [];
  return { [key as string]: values, size, head } as unknown as Network;
}

for (const file of files) {
  const name = file.split('-')[0] as string;
  test(`${file}: the network equals torchvision’s or timm’s, in evaluation, and in training with the way back`, (t) => {
    t.timeout(120_000);
    const expected = fixture<Whole>(`networks/${file}`);
    const network = networkOf(file, expected);
    const model = new Model(formulaState(network), { network });
    const pixels = images(16, expected.size, 100);
    const { h, z } = encode(model, pixels);
    t.true(difference(h, expected.evaluated.h) <= 1e-4, String(difference(h, expected.evaluated.h)));
    t.true(difference(z, expected.evaluated.z) <= 1e-4);

    scope(() => {
      const encoded = model.encoder.forward(normalise(pixels, expected.size, centred), 'training');
      const projected = (model.head as Layer).forward(encoded.output, 'training');
      t.true(difference(encoded.output.data() as Float32Array, expected.trained.h) <= 1e-4);
      t.true(difference(projected.output.data() as Float32Array, expected.trained.z) <= 1e-4);
      const back = projected.backward(tensor(uniform(16 * head.outputs, 200), [16, head.outputs]));
      const gradients = [...encoded.backward(back.input as Tensor).parameters, ...back.parameters];
      t.is(Object.keys(expected.gradients).length, gradients.length);
      for (const [place, { name: parameter, shape }] of model.parameters.entries()) {
        const values = toPyTorch(gradients[place]?.data() as Float32Array, shape);
        const apart = difference(values, expected.gradients[nameThere(parameter)] as Sample);
        t.true(apart <= gradientTolerance(name), `${parameter}: ${apart}`);
      }
    });
    const state = model.stateDict();
    for (const [buffer, sample] of Object.entries(expected.buffers)) {
      const apart = difference(state[buffer]?.data as Float32Array, sample);
      t.true(apart <= 1e-4, `${buffer}: ${apart}`);
    }
    model.dispose();
  });
}

for (const file of files.filter((each) => /^resnet18|^vit_tiny/.test(each))) {
  test(`${file}: in bfloat16, where it is multiplied, features and gradients are near float32’s by their norms`, (t) => {
    t.timeout(120_000);
    if (!device().bfloat16.isMultiplied) {
      t.pass('no hardware multiplies it here');
      return;
    }
    const expected = fixture<Whole>(`networks/${file}`);
    const network = networkOf(file, expected);
    const model = new Model(formulaState(network), { network, precision: 'PRECISION_BFLOAT16' });
    const pixels = images(16, expected.size, 100);
    const normOf = (values: Float32Array) => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
    const { h } = encode(model, pixels);
    t.true(Math.abs(normOf(h) / expected.evaluated.h.norm - 1) < 0.01);
    scope(() => {
      const encoded = model.encoder.forward(normalise(pixels, expected.size, centred), 'training');
      const projected = (model.head as Layer).forward(encoded.output, 'training');
      const back = projected.backward(tensor(uniform(16 * head.outputs, 200), [16, head.outputs]));
      const gradients = encoded.backward(back.input as Tensor).parameters;
      for (const [place, { name, shape }] of model.encoder.parameters.entries()) {
        const ratio = normOf(gradients[place]?.data() as Float32Array) / (expected.gradients[name] as Sample).norm;
        // Gradients of shifts are sums in which much cancels.
        t.true(Math.abs(ratio - 1) < (shape.length > 1 ? 0.1 : 0.25), `${name}: ${ratio}`);
      }
    });
    model.dispose();
  });
}

/** TensorFlow keeps filters [h, w, in, out]. */
function toPyTorch(values: Float32Array, shape: readonly number[]): Float32Array {
  if (shape.length !== 4) return values;
  const [height, width, inputs, outputs] = shape as [number, number, number, number];
  return Float32Array.from(values, (_, at) => {
    const [x, y] = [at % width, Math.floor(at / width) % height];
    const [input, output] = [Math.floor(at / (width * height)) % inputs, Math.floor(at / (width * height * inputs))];
    return values[((y * width + x) * inputs + input) * outputs + output] as number;
  });
}

test('each network says by which tensor its family is told, and how PyTorch makes it', (t) => {
  const kinds = Object.values<unknown>(networks) as NetworkKind[];
  const namesOf = ({ layers, parameters }: NetworkKind) =>
    describe(layers(defaultsOf(parameters)), [32, 32, 3]).entries.map((entry) => entry.name);
  for (const kind of kinds) {
    const { name, family, parameters } = kind;
    const having = kinds.filter((each) => namesOf(each).includes(family.tensor));
    t.deepEqual(
      having,
      kinds.filter((each) => each.family.name === family.name),
      name,
    );
    const { lines, call } = kind.pytorch(defaultsOf(parameters), { size: 32, head: [] });
    t.true(
      lines.some((line) => line.startsWith('model = ')),
      name,
    );
    t.regex(call, /^model/);
  }
});
