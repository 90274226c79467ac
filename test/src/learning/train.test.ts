import type { ParallaxError } from '@parallax/errors';
import {
  type Batch,
  initialise,
  Model,
  normalise,
  optimisers,
  type Progress,
  type State,
  spreadEvenly,
  Trainer,
  type TrainerSpec,
  train,
} from '@parallax/learning';
import { centred, type Network, notebook } from '@parallax/networks';
import { liveTensors, scope, startEngine } from '@parallax/tensors';
import test from 'ava';
import { images } from '../parity/formula.js';
import { digest, newTrainer, one, plan, spec, tiny, trained } from './support/tiny.js';

test.before(() => {
  startEngine();
});

test.serial('the same seed gives the same parameters to the bit, and the loss falls', async (t) => {
  const [first, second] = [await trained(), await trained()];
  t.deepEqual(first, second);
  t.is(first.views, 160);
  t.is(first.losses.length, 4);
  t.true((first.losses[3] as number) < (first.losses[0] as number));
});

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

test.serial(
  'where no more batches can be had, what has been learned is saved, once, and gone on from to the same bits',
  async (t) => {
    const saved: State[] = [];
    const onCheckpoint = async (state: State) => void saved.push(state);
    async function* broken(epoch: number, first: number): AsyncGenerator<Batch> {
      for await (const batch of plan.batches(epoch, first)) {
        if (epoch === 1 && first++ === 2) throw new Error('no views');
        yield batch;
      }
    }
    await t.throwsAsync(trained({ batches: broken, onCheckpoint }), { message: 'no views' });
    const [state] = saved;
    t.deepEqual([saved.length, state?.step?.data[0]], [1, 7]);
    t.is((await trained({ from: state })).digest, (await trained()).digest);
    await t.throwsAsync(trained({ from: state, batches: broken, onCheckpoint }), { message: 'no views' });
    t.is(saved.length, 1, 'nothing was learned since');
  },
);

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

test.serial(
  'the batch norms of a target go by its own batches, with its own running statistics, which follow nobody',
  (t) => {
    const network: Network = { ...tiny, head: { hidden: 16, outputs: 8, batchNorm: true } };
    const make = () => new Model(initialise(network, 'INITIALISATION_HE', 3), { network });
    const trainer = new Trainer(make(), { ...spec, objective: { byol: { targetMomentum: 0.5 } } });
    const norm = 'projection_head.projection_head.1';
    const names = [`${norm}.running_mean`, `${norm}.running_var`] as const;
    // A model alone, whose batch norms equal PyTorch's, shown the same with the weights that the target has in each step.
    const alone = make();
    for (const step of [1, 2, 3]) {
      const views = images(8, 16, step);
      scope(() =>
        alone.head?.forward(alone.encoder.forward(normalise(views, 16, centred), 'training').output, 'training'),
      );
      trainer.step(one(views)).dispose();
      const state = trainer.state();
      const shown = alone.stateDict();
      for (const name of names) {
        t.deepEqual(state[`target.${name}`]?.data, shown[name]?.data, `${name} after step ${step}`);
        // Until the first step is done, the target is the model.
        if (step > 1) t.notDeepEqual(state[name]?.data, shown[name]?.data, name);
      }
      for (const variable of alone.variables) variable.set(state[`target.${variable.name}`]?.data as Float32Array);
    }
    for (const each of [alone, trainer, trainer.model]) each.dispose();
  },
);

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
      yield* plan.batches(epoch, 0);
    } finally {
      closed = true;
    }
  }
  const onProgress = () => controller.abort(new Error('enough'));
  await t.throwsAsync(trained({ batches: closing, onProgress, signal: controller.signal }), { message: 'enough' });
  t.true(closed);
});
