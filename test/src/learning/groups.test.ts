import { type BatchGroup, initialise, Model, type ObjectiveSpec, Trainer } from '@parallax/learning';
import type { Network } from '@parallax/networks';
import { startEngine, type Tensor } from '@parallax/tensors';
import test from 'ava';
import { images } from '../parity/formula.js';

const tiny: Network = {
  size: 16,
  conv: { channels: [8, 16], globalPooling: 'GLOBAL_POOLING_AVERAGE' },
  head: { hidden: 16, outputs: 8 },
};

const viewBytes = 16 ** 2 * 3;

test.before(() => {
  startEngine();
});

const byol = { byol: { targetMomentum: 0.9 } };

function trainer(objective: ObjectiveSpec, groups?: BatchGroup[], network: Network = tiny): Trainer {
  const optimiser = { adam: { learningRate: 3e-3 } } as const;
  const model = new Model(initialise(network, 'INITIALISATION_HE', 3), { network });
  return new Trainer(model, { objective, optimiser, ...(groups && { groups }) });
}

test.serial('two groups of a view each are trained on as one of two views, to the bit', (t) => {
  const group = { views: 1, size: 16, isLocal: false };
  const [one, two] = [trainer(byol), trainer(byol, [group, group])];
  for (let step = 0; step < 3; step++) {
    const both = images(8, 16, 40 + step);
    const ofView = (view: number) => both.filter((_, at) => Math.floor(at / viewBytes) % 2 === view);
    one.step({ views: [both] }).dispose();
    const batch = { views: [ofView(0), ofView(1)] };
    t.is(two.viewsIn(batch), 8);
    two.step(batch).dispose();
  }
  t.deepEqual(two.state(), one.state());
});

/** Two global views of 32×32, and three local ones of 16×16, of each of four images. */
const groups = [
  { views: 1, size: 32, isLocal: false },
  { views: 3, size: 16, isLocal: true },
  { views: 1, size: 32, isLocal: false },
];
const batchOf = (step: number) => ({
  views: [images(4, 32, step), images(12, 16, 100 + step), images(4, 32, 200 + step)],
});
const dino = { dino: { temperature: 0.1, targetTemperature: 0.04, centreMomentum: 0.9, targetMomentum: 0.9 } };
const lejepa = { lejepa: { sigreg: 0.05, directions: 16 } };
const supcon = { supcon: { temperature: 0.1 } };

for (const objective of [dino, lejepa]) {
  const [name] = Object.keys(objective);
  test.serial(`${name} is shown global and local views, and goes on from a checkpoint to the bit`, (t) => {
    const network = { ...tiny, size: 32 };
    const [whole, resumed] = [trainer(objective, groups, network), trainer(objective, groups, network)];
    t.is(whole.viewsIn(batchOf(0)), 20);
    for (let step = 0; step < 3; step++) whole.step(batchOf(step)).dispose();
    resumed.restore(whole.state());
    for (const each of [whole, resumed]) each.step(batchOf(3)).dispose();
    t.deepEqual(resumed.state(), whole.state());
    const other = trainer(objective, groups, network);
    const [a, b] = [batchOf(0), batchOf(0)];
    (b.views[1] as Uint8Array).reverse();
    other.step(a).dispose();
    const third = trainer(objective, groups, network);
    third.step(b).dispose();
    t.notDeepEqual(third.model.stateDict(), other.model.stateDict(), 'local views count');
  });
}

test.serial('a step’s gradients by views of two sizes are those of finite differences', (t) => {
  const network = { ...tiny, size: 32 };
  const made = trainer(dino, groups, network);
  const { loss, gradients } = made.gradients(batchOf(5));
  const [before] = loss.data() as Float32Array;
  made.trained.forEach((parameter, at) => {
    const values = parameter.data();
    const gradient = (gradients[at] as Tensor).data() as Float32Array;
    const norm = Math.hypot(...gradient);
    const step = 1e-2;
    const difference = (sign: number) => {
      parameter.set(values.map((value, place) => value + (sign * step * (gradient[place] as number)) / norm));
      return (made.gradients(batchOf(5)).loss.data() as Float32Array)[0] as number;
    };
    const slope = (difference(1) - difference(-1)) / (2 * step);
    parameter.set(values);
    t.true(Math.abs(slope - norm) <= 0.05 * norm + 1e-3, `${parameter.name}: ${slope} for ${norm}, at ${before}`);
  });
});

test.serial('supervised contrastive goes by the classes of a batch, with any number of views', (t) => {
  const own = { views: 3, size: 16, isLocal: false };
  const step = (labels: number[]) => {
    const made = trainer(supcon, [own]);
    const result = made.step({ views: [images(12, 16, 9)], labels: Int32Array.from(labels) });
    return (result.data() as Float32Array)[0] as number;
  };
  t.not(step([0, 1, 2, 3]), step([0, 0, 1, 1]));
  t.is(step([0, 0, 1, 1]), step([7, 7, 3, 3]));
});
