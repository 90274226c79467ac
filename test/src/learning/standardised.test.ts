import { encode, type Layer, Model, normalise } from '@parallax/learning';
import { centred, checkStateDict, foldStandardisation, fromFilter, type Network, notebook } from '@parallax/networks';
import { scope, startEngine, type Tensor, tensor } from '@parallax/tensors';
import test from 'ava';
import { difference, fixture, images, type Sample, uniform } from '../parity/formula.js';
import { formulaState } from '../parity/weights.js';

interface Whole {
  h: Sample;
  z: Sample;
  gradients: Record<string, Sample>;
  folded: Record<string, Sample>;
}

const network: Network = {
  ...notebook,
  conv: { ...notebook.conv, channels: [8, 16] },
  head: { hidden: 32, outputs: 16, batchNorm: true },
  weightStandardisation: true,
};

/** In PyTorch's module, which has a level less. */
const nameThere = (name: string): string => name.replace(/^(\w+)\.\1/, '$1');

test.before(() => {
  startEngine();
});

test('standardised filters, and a head with batch norm, equal PyTorch’s, there and back', (t) => {
  const expected = fixture<Whole>('standardised.json');
  const model = new Model(formulaState(network), { network });
  scope(() => {
    const encoded = model.encoder.forward(normalise(images(16, 32, 100), 32, centred), 'training');
    const projected = (model.head as Layer).forward(encoded.output, 'training');
    t.true(difference(encoded.output.data() as Float32Array, expected.h) <= 1e-4);
    t.true(difference(projected.output.data() as Float32Array, expected.z) <= 1e-4);
    const back = projected.backward(tensor(uniform(256, 200), [16, 16]));
    const gradients = [...encoded.backward(back.input as Tensor).parameters, ...back.parameters];
    t.is(gradients.length, Object.keys(expected.gradients).length);
    for (const [place, { name, shape }] of model.parameters.entries()) {
      const values = gradients[place]?.data() as Float32Array;
      if (name === 'projection_head.projection_head.0.bias') {
        // Batch norm takes it off again: what is left of its gradient are last bits.
        t.true(values.every((value) => Math.abs(value) < 1e-5));
        continue;
      }
      const apart = difference(
        shape.length === 4 ? fromFilter(values, shape.toReversed()) : values,
        expected.gradients[nameThere(name)] as Sample,
      );
      t.true(apart <= 1e-4, `${name}: ${apart}`);
    }
  });
  model.dispose();
});

test('what is left of a training is the same network without standardisation, with the same features', (t) => {
  const expected = fixture<Whole>('standardised.json');
  const trained = new Model(formulaState(network), { network });
  const folded = foldStandardisation(trained.network, trained.stateDict());
  t.false('weightStandardisation' in folded.network);
  for (const [place, sample] of Object.entries(expected.folded)) {
    const { data } = folded.state[`encoder.encoder.${place}.weight`] as { data: Float32Array };
    t.true(difference(data, sample) <= 1e-6);
  }
  t.deepEqual(checkStateDict(folded.state).network, folded.network);
  const plain = new Model(folded.state);
  const [before, after] = [trained, plain].map((model) => encode(model, images(4, 32, 7)));
  const largest = Math.max(...(before?.h ?? []));
  t.true(before?.h.every((value, at) => Math.abs(value - (after?.h[at] as number)) <= 1e-5 * largest));
  t.is(
    foldStandardisation(folded.network, folded.state).state['encoder.encoder.0.weight'],
    folded.state['encoder.encoder.0.weight'],
  );
  trained.dispose();
  plain.dispose();
});
