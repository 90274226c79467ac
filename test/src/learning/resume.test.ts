import { defaultsOf } from '@parallax/errors';
import {
  type Batch,
  initialise,
  Model,
  type Objective,
  type OptimiserKind,
  objectives,
  optimisers,
  type State,
  Trainer,
  type TrainerSpec,
  train,
} from '@parallax/learning';
import type { Network } from '@parallax/networks';
import { startEngine } from '@parallax/tensors';
import test from 'ava';
import { images } from '../parity/formula.js';
import { invalid } from '../support/errors.js';
import { digest, newTrainer, one, plan, spec, tiny, trained } from './support/tiny.js';

test.before(() => {
  startEngine();
});

for (const [key, { name, parameters }] of Object.entries<Pick<OptimiserKind, 'name' | 'parameters'>>(optimisers)) {
  test.serial(`${name} learns, and goes on from a checkpoint to the same bits`, async (t) => {
    const optimiser = { [key]: defaultsOf(parameters) } as unknown as TrainerSpec['optimiser'];
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

for (const [key, objective] of Object.entries<Objective>(objectives)) {
  test.serial(
    `${objective.name} goes on from a checkpoint to the same bits, with all that is beside the model`,
    async (t) => {
      const { parameters, rows, views } = objective;
      // A queue as long as the usual ones would never be filled.
      const values = Object.entries(parameters).map(([name, { default: usual, integer }]): [string, number] => [
        name,
        integer ? Math.min(usual, 40) : usual,
      ]);
      const change = { objective: { [key]: Object.fromEntries(values) } as unknown as TrainerSpec['objective'] };
      const labels = Int32Array.from({ length: 8 / views }, (_, image) => image % 2);
      async function* batches(epoch: number, first: number): AsyncGenerator<Batch> {
        for await (const batch of plan.batches(epoch, first)) yield { ...batch, labels };
      }
      let saved: State = {};
      const onCheckpoint = async (state: State) => {
        if (state.step?.data[0] === 5) saved = state;
      };
      const whole = await trained({ batches, checkpointEvery: 5, onCheckpoint }, change);
      t.is('predictor.1.running_mean' in saved, rows.includes('predictions'));
      t.is('target.encoder.encoder.0.weight' in saved, rows.includes('targets'));
      const kept = Object.keys(objective.keeps?.(Object.fromEntries(values), 8) ?? {});
      t.deepEqual(
        Object.keys(saved).filter((name) => name.startsWith('objective.')),
        kept.map((name) => `objective.${name}`),
      );
      t.is((await trained({ batches, from: saved }, change)).digest, whole.digest);
    },
  );
}

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

test.serial('a checkpoint of another model is refused by the tensor’s name', async (t) => {
  const wider: Network = { ...tiny, conv: { channels: [8, 12], globalPooling: 'GLOBAL_POOLING_NONE' } };
  const other = new Trainer(new Model(initialise(wider, 'INITIALISATION_HE', 0)), spec);
  const error = await t.throwsAsync(trained({ from: other.state() }), { message: /it must be \[3, 3, 8, 16\]$/ });
  t.like(error, invalid('checkpoint.encoder.encoder.3.weight', '[3, 3, 8, 12]'));
});
