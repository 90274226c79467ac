import { createHash } from 'node:crypto';
import type { ParallaxError } from '@parallax/errors';
import {
  type Batch,
  initialise,
  Model,
  optimisers,
  type Progress,
  type State,
  spreadEvenly,
  Trainer,
  type TrainerSpec,
  type TrainOptions,
  train,
} from '@parallax/learning';
import { layersUpTo, type Network, notebook } from '@parallax/networks';
import { liveTensors, startEngine } from '@parallax/tensors';
import test from 'ava';
import { images } from '../parity/formula.js';
import { invalid } from '../support/errors.js';

const tiny: Network = {
  size: 16,
  conv: { channels: [8, 16], globalPooling: 'GLOBAL_POOLING_NONE' },
  head: { hidden: 16, outputs: 8 },
};

const spec: TrainerSpec = {
  objective: { ntXent: { temperature: 0.2 } },
  optimiser: { adamw: { learningRate: 1e-2, weightDecay: 0.05 }, clipNorm: 1 },
  schedule: { cosine: {}, warmup: 3, steps: 20 },
};

/** A batch of one group of views. */
const one = (views: Uint8Array): Batch => ({ views: [views] });

const plan = { epochs: 4, stepsPerEpoch: 5, batches };

test.before(() => {
  startEngine();
});

async function* batches(epoch: number, first: number): AsyncGenerator<Batch> {
  for (let batch = first; batch < 5; batch++) yield one(images(8, 16, 1000 + epoch * 5 + batch));
}

const newTrainer = (change: Partial<TrainerSpec> = {}) =>
  new Trainer(new Model(initialise(tiny, 'INITIALISATION_HE', 3)), { ...spec, ...change });

function digest(trainer: Trainer): string {
  const hash = createHash('sha256');
  for (const { data } of Object.values(trainer.model.stateDict())) hash.update(new Uint8Array(data.buffer));
  return hash.digest('hex');
}

async function trained(options: Partial<TrainOptions> = {}, change: Partial<TrainerSpec> = {}) {
  const trainer = newTrainer(change);
  const result = await train(trainer, { ...plan, ...options });
  return { digest: digest(trainer), losses: result.epochLosses, steps: result.stepLosses, views: result.views };
}

test.serial('the same seed gives the same parameters to the bit, and the loss falls', async (t) => {
  const [first, second] = [await trained(), await trained()];
  t.deepEqual(first, second);
  t.is(first.views, 160);
  t.is(first.losses.length, 4);
  t.true((first.losses[3] as number) < (first.losses[0] as number));
});

for (const name of Object.keys(optimisers)) {
  test.serial(`${name} learns, and goes on from a checkpoint to the same bits`, async (t) => {
    const learningRate = { adam: 1e-2, adamw: 1e-2, sgd: 0.1, lars: 5, muon: 1e-2 }[name];
    const optimiser = { [name]: { learningRate } } as unknown as TrainerSpec['optimiser'];
    let saved: State | undefined;
    const onCheckpoint = async (state: State) => {
      saved ??= state;
    };
    const whole = await trained({ checkpointEvery: 5, onCheckpoint }, { optimiser });
    t.true((whole.losses[3] as number) < (whole.losses[0] as number), String(whole.losses));
    t.is((await trained({ from: saved }, { optimiser })).digest, whole.digest);
  });
}

for (const at of [3, 5, 12]) {
  test.serial(`a training goes on from its checkpoint at step ${at} to the same bits`, async (t) => {
    let kept: State = {};
    const onCheckpoint = async (state: State) => {
      if (state.step?.data[0] === at) kept = state;
    };
    const whole = await trained({ checkpointEvery: 1, onCheckpoint });
    const resumed = await trained({ from: kept });
    t.is(resumed.digest, whole.digest);
    t.deepEqual(resumed.losses, whole.losses);
    t.is(whole.steps.length, 20);
    t.deepEqual(resumed.steps, whole.steps);
    t.is(resumed.views, 160 - 8 * at);
  });
}

test.serial(
  'a network with batch norms goes on from a checkpoint to the same bits, its running means among them',
  async (t) => {
    t.timeout(120_000);
    const network: Network = { resnet18: { stem: 'STEM_IMAGENET' }, size: 32, head: { hidden: 16, outputs: 8 } };
    const make = () => new Trainer(new Model(initialise(network, 'INITIALISATION_PYTORCH', 3), { network }), spec);
    const step = (trainer: Trainer, at: number) => trainer.step(one(images(8, 32, 500 + at))).dispose();
    const [whole, resumed] = [make(), make()];
    for (let at = 0; at < 3; at++) step(whole, at);
    resumed.restore(whole.state());
    for (let at = 3; at < 5; at++) for (const trainer of [whole, resumed]) step(trainer, at);
    t.is(digest(resumed), digest(whole));
    const { 'bn1.running_mean': mean, 'bn1.running_var': variance } = whole.model.stateDict();
    t.true(mean?.data.some((value) => value !== 0));
    t.true(variance?.data.every((value) => value > 0 && value !== 1));
  },
);

test.serial(
  'a training that ended goes on as one that was longer from the start, where its schedule is constant',
  async (t) => {
    const constant = { schedule: { constant: {} } };
    const whole = await trained({}, constant);
    const short = newTrainer(constant);
    const { state } = await train(short, { ...plan, epochs: 2 });
    const told: number[] = [];
    const onEpoch = async (epoch: number) => {
      told.push(epoch);
      return { save: false, stop: false };
    };
    const longer = await trained({ from: state, onEpoch }, constant);
    t.deepEqual(longer, { ...whole, views: 80 });
    // The epoch with which the state was made is told of once more.
    t.deepEqual(told, [1, 2, 3]);
  },
);

test.serial('a rate that is held stays what it is, whatever the schedule says', async (t) => {
  const schedule = { cosine: {}, warmup: 3, steps: 20, held: 0.25 };
  const held = newTrainer({ schedule });
  await train(held, plan);
  t.is(held.learningRate, 0.0025);
  const constant = await trained(
    {},
    { schedule: { constant: {} }, optimiser: { adamw: { learningRate: 0.0025, weightDecay: 0.05 }, clipNorm: 1 } },
  );
  t.is(digest(held), constant.digest);
});

test.serial('an epoch may ask for a checkpoint, and for the end', async (t) => {
  const saved: number[] = [];
  const onEpoch = async (epoch: number, losses: readonly number[]) => {
    t.is(losses.length, epoch + 1);
    return { save: epoch === 1, stop: epoch === 2 };
  };
  const onCheckpoint = async (state: State) => void saved.push(state.step?.data[0] as number);
  const stopped = await trained({ onEpoch, onCheckpoint });
  t.deepEqual(saved, [10]);
  t.is(stopped.steps.length, 15);
  t.is(stopped.digest, (await trained({ epochs: 3 })).digest);
});

test.serial('a longer training that keeps the losses of fewer steps knows those that both kept', async (t) => {
  const { state } = await train(newTrainer(), { ...plan, epochs: 2 });
  const kept = state['losses.steps']?.data as Float32Array;
  const halved = kept.filter((_, step) => step % 2 === 0);
  state['losses.steps'] = { dtype: 'F32', shape: [5], data: halved };
  state['losses.every'] = { dtype: 'I32', shape: [1], data: Int32Array.of(2) };
  const { steps } = await trained({ from: state });
  t.deepEqual(
    steps.slice(0, 10),
    [...kept].map((loss, step) => (step % 2 === 0 ? loss : Number.NaN)),
  );
});

const unfrozen = (name: string) => !/^(conv1|bn1|layer1)\./.test(name);

for (const objective of [{ ntXent: { temperature: 0.2 } }, { byol: { targetMomentum: 0.9 } }] as const) {
  test.serial(
    `with ${Object.keys(objective)[0]}, frozen layers stay as they are, their running means too, and the rest learns`,
    (t) => {
      t.timeout(120_000);
      const network: Network = { resnet18: { stem: 'STEM_IMAGENET' }, size: 32, head: { hidden: 16, outputs: 8 } };
      const model = new Model(initialise(network, 'INITIALISATION_PYTORCH', 3), { network });
      const before = model.stateDict();
      const frozen = layersUpTo(network, 'layer1', 'freeze');
      const trainer = new Trainer(model, { ...spec, objective, frozen });
      for (let at = 0; at < 2; at++) trainer.step({ views: [images(8, 32, 500 + at)] }).dispose();
      const after = model.stateDict();
      for (const [name, { data }] of Object.entries(before)) {
        if (unfrozen(name)) t.notDeepEqual(after[name]?.data, data, name);
        else t.deepEqual(after[name]?.data, data, name);
      }
      t.false(Object.keys(trainer.state()).some((name) => /^(conv1|bn1|layer1)\..*\.(m|v)$/.test(name)));
    },
  );
}

const withCompanions = [
  { simsiam: {} },
  { byol: { targetMomentum: 0.9 } },
  { moco: { temperature: 0.2, queueSize: 40, targetMomentum: 0.9 } },
  { dino: { temperature: 0.1, targetTemperature: 0.04, centreMomentum: 0.9, targetMomentum: 0.9 } },
] as const;

for (const objective of withCompanions) {
  const [name] = Object.keys(objective);
  test.serial(`${name} goes on from a checkpoint to the same bits, with all that is beside the model`, async (t) => {
    let saved: State = {};
    const onCheckpoint = async (state: State) => {
      if (state.step?.data[0] === 5) saved = state;
    };
    const whole = await trained({ checkpointEvery: 5, onCheckpoint }, { objective });
    t.is('predictor.1.running_mean' in saved, 'simsiam' in objective || 'byol' in objective);
    t.is('target.encoder.encoder.0.weight' in saved, !('simsiam' in objective));
    t.is('objective.queue' in saved, 'moco' in objective);
    t.is('objective.centre' in saved, 'dino' in objective);
    t.is((await trained({ from: saved }, { objective })).digest, whole.digest);
  });
}

test.serial('BYOL’s target follows the model by its momentum, which rises to 1', (t) => {
  const trainer = newTrainer({ objective: { byol: { targetMomentum: 0.9 } }, schedule: { constant: {}, steps: 2 } });
  const weight = 'encoder.encoder.0.weight';
  const at = (name: string) => trainer.state()[name]?.data[0] as number;
  const before = at(`target.${weight}`);
  t.is(before, at(weight));
  trainer.step(one(images(8, 16, 1))).dispose();
  const after = at(`target.${weight}`);
  t.true(Math.abs(after - (before + 0.05 * (at(weight) - before))) < 1e-7);
  trainer.step(one(images(8, 16, 2))).dispose();
  t.is(at(`target.${weight}`), after);
});

test.serial('three steps of the notebook’s own network repeat to the bit, on all threads', (t) => {
  const run = () => {
    const trainer = new Trainer(new Model(initialise(notebook, 'INITIALISATION_PYTORCH', 0)), spec);
    for (let step = 0; step < 3; step++) trainer.step(one(images(32, 32, step))).dispose();
    return digest(trainer);
  };
  t.is(run(), run());
});

test.serial('the notebook’s loss leaves the head as it was', async (t) => {
  const trainer = newTrainer({ objective: { selfSimilarity: { temperature: 0.5 } } });
  const before = trainer.model.stateDict();
  await train(trainer, plan);
  const after = trainer.model.stateDict();
  for (const name of Object.keys(before)) {
    if (name.startsWith('encoder.')) t.notDeepEqual(after[name], before[name], name);
    else t.deepEqual(after[name], before[name], name);
  }
});

for (const name of Object.keys(optimisers)) {
  test.serial(`memory is flat with ${name}: as many tensors live after step 200 as after step 10`, (t) => {
    const trainer = newTrainer({ optimiser: { [name]: {} } as unknown as TrainerSpec['optimiser'] });
    const views = images(8, 16, 1);
    let after10 = 0;
    for (let step = 1; step <= 200; step++) {
      trainer.step(one(views)).dispose();
      if (step === 10) after10 = liveTensors();
    }
    t.is(liveTensors(), after10);
  });
}

test.serial('a run and all it made can be given back', async (t) => {
  await trained();
  const before = liveTensors();
  const trainer = newTrainer();
  await train(trainer, plan);
  trainer.dispose();
  trainer.model.dispose();
  t.is(liveTensors(), before);
});

test.serial('a loss that turns NaN fails the run and names the step', async (t) => {
  const learningRate = 1e30;
  const run = trained({}, { optimiser: { adam: { learningRate } }, schedule: { constant: {} } });
  const error = await t.throwsAsync<ParallaxError>(run);
  t.is(error?.reason, 'LOSS_NOT_FINITE');
  t.true(Number(error?.metadata.step) >= 1);
});

test.serial('a gradient that is infinite fails the run, though the loss is a number', async (t) => {
  const state = initialise(tiny, 'INITIALISATION_HE', 3);
  const scale = (name: string, by: number) => {
    const tensor = state[name] as (typeof state)[string];
    tensor.data = tensor.data.map((value) => value * by);
  };
  // Projections of 1e-12 are divided by their length, and what led to them is of 1e10: the gradient's squares leave float32.
  scale('projection_head.projection_head.0.weight', 1e10);
  scale('projection_head.projection_head.2.weight', 1e-22);
  const run = train(new Trainer(new Model(state), { ...spec, optimiser: { adam: { learningRate: 1e-3 } } }), plan);
  t.like(await t.throwsAsync(run), { reason: 'LOSS_NOT_FINITE', metadata: { step: '1' } });
});

test.serial('the loss of an epoch is the mean over its views: a last batch of half the size counts half', async (t) => {
  async function* uneven(epoch: number): AsyncGenerator<Batch> {
    for (let batch = 0; batch < 5; batch++) yield one(images(batch === 4 ? 4 : 8, 16, 1000 + epoch * 5 + batch));
  }
  const { losses, steps, views } = await trained({ batches: uneven, lastBatch: 0.5, epochs: 2 });
  t.is(views, 2 * 36);
  const expected = [0, 5].map((first) => {
    const sum = steps.slice(first, first + 4).reduce((a, b) => a + b, 0) + 0.5 * (steps[first + 4] as number);
    return Math.fround(sum / 4.5);
  });
  t.deepEqual(losses, expected);
  t.notDeepEqual(losses, (await trained({ batches: uneven, epochs: 2 })).losses);
});

test.serial('a checkpoint of a version that kept no losses of steps is gone on from: those are unknown', async (t) => {
  let kept: State = {};
  const onCheckpoint = async ({ 'losses.steps': _, ...state }: State) => {
    if (state.step?.data[0] === 7) kept = state;
  };
  const whole = await trained({ checkpointEvery: 1, onCheckpoint });
  const resumed = await trained({ from: kept });
  t.is(resumed.digest, whole.digest);
  t.deepEqual(resumed.losses, whole.losses);
  t.deepEqual(resumed.steps, [...new Array(7).fill(Number.NaN), ...whole.steps.slice(7)]);
});

test('a long list is thinned evenly, from its first value to its last', (t) => {
  const values = Array.from({ length: 1_000_000 }, (_, at) => at);
  const thinned = spreadEvenly(values, 1000);
  t.is(thinned.length, 1000);
  t.deepEqual([thinned[0], thinned.at(-1)], [0, 999_999]);
  t.true(thinned.every((value, at) => at === 0 || Math.abs(value - (thinned[at - 1] as number) - 1001) <= 1));
  t.deepEqual(spreadEvenly([1, 2, 3], 1000), [1, 2, 3]);
});

test.serial('of more than a million steps the loss of every so many-th is kept', async (t) => {
  const controller = new AbortController();
  let state: State = {};
  async function* ten(): AsyncGenerator<Batch> {
    for (let batch = 0; batch < 11; batch++) {
      if (batch === 10) controller.abort(new Error('enough'));
      yield one(images(8, 16, batch));
    }
  }
  const onCheckpoint = async (at: State) => {
    state = at;
  };
  const options = { epochs: 1, stepsPerEpoch: 3_000_000, batches: ten, onCheckpoint, signal: controller.signal };
  await t.throwsAsync(trained(options), { message: 'enough' });
  t.is(state['losses.running']?.shape[0], 10);
  t.deepEqual(
    state['losses.steps']?.data,
    state['losses.running']?.data.filter((_, step) => step % 3 === 0),
  );
});

test.serial('progress tells epoch, step and losses, at least once an epoch', async (t) => {
  const told: Progress[] = [];
  await trained({ onProgress: (progress) => told.push({ ...progress, epochLosses: [...progress.epochLosses] }) });
  t.deepEqual(
    told.map(({ epoch, step, epochLosses }) => [epoch, step, epochLosses.length]),
    [
      [1, 5, 1],
      [2, 10, 2],
      [3, 15, 3],
      [4, 20, 4],
    ],
  );
  t.true(told.every(({ loss, viewsPerSecond, steps }) => loss > 0 && viewsPerSecond > 0 && steps === 20));
});

test.serial('an aborted run stops before its next step with the signal’s reason, and closes its batches', async (t) => {
  const controller = new AbortController();
  let closed = false;
  async function* closing(epoch: number): AsyncGenerator<Batch> {
    try {
      yield* batches(epoch, 0);
    } finally {
      closed = true;
    }
  }
  const onProgress = () => controller.abort(new Error('enough'));
  await t.throwsAsync(trained({ batches: closing, onProgress, signal: controller.signal }), { message: 'enough' });
  t.true(closed);
});

test.serial('a checkpoint of another model is refused by the tensor’s name', async (t) => {
  const wider: Network = { ...tiny, conv: { channels: [8, 12], globalPooling: 'GLOBAL_POOLING_NONE' } };
  const other = new Trainer(new Model(initialise(wider, 'INITIALISATION_HE', 0)), spec);
  const error = await t.throwsAsync(trained({ from: other.state() }), { message: /it must be \[3, 3, 8, 16\]$/ });
  t.like(error, invalid('checkpoint.encoder.encoder.3.weight', '[3, 3, 8, 12]'));
});
