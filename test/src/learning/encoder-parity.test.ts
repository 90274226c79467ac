import { encode, Model } from '@parallax/learning';
import { startEngine } from '@parallax/tensors';
import test from 'ava';
import { difference, fixture, images, type Sample } from '../parity/formula.js';
import { formulaWeights } from '../parity/weights.js';

const { steps } = fixture<{ steps: Record<'nt-xent', { h: Sample; z: Sample }> }>('step/step.json');

test('features and projections equal PyTorch’s, flattened channels first', (t) => {
  startEngine();
  const { h, z } = encode(new Model(formulaWeights()), images(16, 32, 100));
  t.true(difference(h, steps['nt-xent'].h) <= 1e-4);
  t.true(difference(z, steps['nt-xent'].z) <= 1e-4);
});

test('a long list of images is encoded in pieces as each image alone', (t) => {
  startEngine();
  const model = new Model(formulaWeights());
  const pixels = images(300, 32, 7);
  const last = encode(model, pixels.subarray(299 * 32 * 32 * 3));
  const { h, z } = encode(model, pixels);
  t.is(h.length, 300 * 2048);
  const apart = last.h.map((value, index) => Math.abs(value - (h[299 * 2048 + index] as number)));
  t.true(Math.max(...apart) <= 1e-5 * Math.max(...last.h));
  t.is(z.length, 300 * 128);
});
