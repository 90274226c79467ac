import { upgradeSpec } from '@parallax/contract';
import { resolveProbe } from '@parallax/specs';
import test from 'ava';

const embeddings = { train: 'embedding-0123456789abcdef', test: 'embedding-fedcba9876543210' };
const asked = { train: embeddings.train, test: embeddings.test, trainShards: [], testShards: [] };

test('a probe of version 6 is what the same request makes now', (t) => {
  const adam = { learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 1e-3 };
  const optimiser = { adam, clipNorm: 0, decayBiases: true };
  const old = {
    embeddings,
    knn: { k: 20, temperature: 0.1 },
    linear: { epochs: 10, batch: 256, optimiser },
    mlp: { epochs: 100, batch: 128, optimiser: { ...optimiser, adam: { ...adam, learningRate: 1e-4 } } },
    seed: 3,
    precision: 'PRECISION_FLOAT32',
  };
  const linear = { learningRates: [] };
  const now = {
    embeddings: asked,
    knn: { k: [20] },
    linear,
    mlp: {},
    seeds: [3],
    precision: 'PRECISION_FLOAT32' as const,
  };
  t.deepEqual(upgradeSpec(old, 'probe', 6), resolveProbe(now as never));
});
