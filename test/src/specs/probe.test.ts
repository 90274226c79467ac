import type { ProbeSpec } from '@parallax/contract';
import { ParallaxError } from '@parallax/errors';
import { resolveProbe } from '@parallax/specs';
import test from 'ava';

const id = 'embedding-0123456789abcdef';

function refusal(spec: unknown): Record<string, string> {
  const probe = () => resolveProbe(spec as ProbeSpec);
  try {
    probe();
  } catch (thrown) {
    if (thrown instanceof ParallaxError && thrown.reason === 'INVALID_FIELD') return thrown.metadata;
    throw thrown;
  }
  return {};
}

test('shards are counted before they are looked at', (t) => {
  const shards = (count: number) => Array.from({ length: count }, () => id);
  t.is(
    resolveProbe({ embeddings: { train: '', test: id, trainShards: shards(10_000), testShards: [] } }).embeddings
      ?.trainShards?.length,
    10_000,
  );
  const many = { embeddings: { train: '', test: id, trainShards: shards(280_000) } };
  t.deepEqual(refusal(many), {
    field: 'spec.embeddings.train_shards',
    value: '280000 shards with those of the other split',
  });
  // Together they stand in one record.
  t.is(
    refusal({ embeddings: { trainShards: shards(4000), testShards: shards(6001) } }).field,
    'spec.embeddings.test_shards',
  );
});

for (const wrong of [
  '',
  'embedding-1',
  'embedding-../../x',
  'training-0123456789abcdef',
  'embedding-0123456789ABCDEF',
  'constructor',
]) {
  test(`${JSON.stringify(wrong)} is no embedding's id, and is refused by its place`, (t) => {
    t.deepEqual(refusal({ embeddings: { train: wrong, test: id } }), { field: 'spec.embeddings.train', value: wrong });
    t.deepEqual(refusal({ embeddings: { train: id, testShards: [id, wrong] } }), {
      field: 'spec.embeddings.test_shards[1]',
      value: wrong,
    });
  });
}

const embeddings = { train: id, test: id };

const wrongFields: [spec: object, field: string][] = [
  [{ embeddings, seeds: [1, -1] }, 'spec.seeds[1]'],
  [{ embeddings, seeds: [2 ** 32] }, 'spec.seeds[0]'],
  [{ embeddings, seeds: [1, 2, 1] }, 'spec.seeds[2]'],
  [{ embeddings, seeds: Array.from({ length: 17 }, (_, seed) => seed) }, 'spec.seeds'],
  [{ embeddings, knn: { temperature: 1e-30 } }, 'spec.knn.temperature'],
  [{ embeddings, knn: { temperature: 1e9 } }, 'spec.knn.temperature'],
  [
    { embeddings, linear: { optimiser: { adam: { learningRate: 1e-30 } } } },
    'spec.linear.optimiser.adam.learning_rate',
  ],
  [{ views: { trainImages: 0 } }, 'spec.views.train_images'],
  [{ embeddings: { train: id, trainShards: [id], test: id } }, 'spec.embeddings.train'],
];

for (const [spec, field] of wrongFields) {
  test(`${field} is refused as the contract spells it: ${JSON.stringify(spec)}`, (t) =>
    t.is(refusal(spec).field, field));
}

test('fine-tuning, whose network may have norms, leaves them and biases out of its decay; a probe of features decays biases as PyTorch', (t) => {
  const spec = resolveProbe({ embeddings, linear: {}, fineTuning: {} } as unknown as ProbeSpec);
  t.false(spec.fineTuning?.optimiser.decayBiases);
  t.true(spec.linear?.optimiser.decayBiases);
  const asked = { embeddings, fineTuning: { optimiser: { adamw: {}, decayBiases: true } } };
  t.true(resolveProbe(asked as unknown as ProbeSpec).fineTuning?.optimiser.decayBiases);
});
