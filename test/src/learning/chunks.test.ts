import {
  type Batch,
  type BatchGroup,
  initialise,
  Model,
  normalise,
  type Objective,
  type ObjectiveSpec,
  objectives,
  Trainer,
  type TrainerSpec,
} from '@parallax/learning';
import { centred, type Network } from '@parallax/networks';
import { startEngine } from '@parallax/tensors';
import test from 'ava';
import { images } from '../parity/formula.js';

const conv: Network = {
  size: 32,
  conv: { channels: [8, 16], globalPooling: 'GLOBAL_POOLING_AVERAGE' },
  head: { hidden: 16, outputs: 8 },
};

const optimiser = { adam: { learningRate: 3e-3 } } as const;

test.before(() => {
  startEngine();
});

function trainer(objective: ObjectiveSpec, options: Partial<TrainerSpec> = {}, network = conv): Trainer {
  const model = new Model(initialise(network, 'INITIALISATION_HE', 3), { network });
  return new Trainer(model, { objective, optimiser, ...options });
}

const pair: BatchGroup[] = [{ views: 2, size: 32, isLocal: false }];
const crops: BatchGroup[] = [...pair, { views: 3, size: 16, isLocal: true }];

/** Of ten images, so that the last of chunks of four is smaller. */
const batchOf = (groups: readonly BatchGroup[], salt = 0): Batch => ({
  views: groups.map(({ views, size }, at) => images(10 * views, size, salt + at)),
  labels: Int32Array.from({ length: 10 }, (_, image) => image % 4),
});

for (const [key, objective] of Object.entries<Objective>(objectives)) {
  const { name, parameters, views, localViews } = objective;
  const usual = Object.fromEntries(Object.entries(parameters).map(([each, { default: value }]) => [each, value]));
  const spec = { [key]: { ...usual, ...('queueSize' in parameters && { queueSize: 30 }) } } as unknown as ObjectiveSpec;
  const groups = localViews ? crops : [{ views, size: 32, isLocal: false }];
  test.serial(`loss and gradients of ${name} in chunks are those of the whole batch`, (t) => {
    const [whole, chunked] = [trainer(spec, { groups }), trainer(spec, { groups, chunk: 4 })];
    const [a, b] = [whole.gradients(batchOf(groups), true), chunked.gradients(batchOf(groups), true)];
    const [expected, found] = [a, b].map(({ loss }) => loss.data()[0] as number) as [number, number];
    t.true(Math.abs(expected - found) <= 1e-5 * Math.abs(expected), `${found} for ${expected}`);
    const values = [a, b].map(({ gradients }) => gradients.flatMap((each) => [...each.data()])) as [number[], number[]];
    const largest = Math.max(...values[0].map(Math.abs));
    t.is(values[0].length, values[1].length);
    t.true(largest > 0);
    const apart = Math.max(...values[0].map((value, at) => Math.abs(value - (values[1][at] as number))));
    t.true(apart <= 1e-5 * largest, `${apart / largest} of the largest apart`);
    t.is(b.measures.length, a.measures.length);
  });
}

test.serial(
  'a chunk of a batch and more is the batch, to the bit, and chunks go on from a checkpoint to the bit',
  (t) => {
    const objective = { byol: { targetMomentum: 0.9 } };
    const [whole, larger] = [trainer(objective), trainer(objective, { chunk: 10 })];
    for (const each of [whole, larger]) each.step(batchOf(pair)).dispose();
    t.deepEqual(larger.state(), whole.state());
    const [chunked, resumed] = [trainer(objective, { chunk: 4 }), trainer(objective, { chunk: 4 })];
    chunked.step(batchOf(pair)).dispose();
    resumed.restore(chunked.state());
    for (const each of [chunked, resumed]) each.step(batchOf(pair, 50)).dispose();
    t.deepEqual(resumed.state(), chunked.state());
  },
);

test.serial('batch norms go by the chunk, and see each once', (t) => {
  const network: Network = { resnet18: { stem: 'STEM_IMAGENET' }, size: 32, head: { hidden: 16, outputs: 8 } };
  const chunked = trainer({ ntXent: { temperature: 0.2 } }, { chunk: 5 }, network);
  const alone = trainer({ ntXent: { temperature: 0.2 } }, {}, network);
  const { views } = batchOf(pair);
  const [pixels] = views as [Uint8Array];
  for (const half of [pixels.subarray(0, pixels.length / 2), pixels.subarray(pixels.length / 2)])
    alone.model.encoder.forward(normalise(half, 32, centred), 'training');
  chunked.gradients({ views });
  const buffers = ({ model }: Trainer) => model.encoder.buffers.map((each) => each.data());
  t.deepEqual(buffers(chunked), buffers(alone));
});
