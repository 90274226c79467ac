import type { TrainingSpec } from '@parallax/contract';
import { ParallaxError } from '@parallax/errors';
import { optimisers } from '@parallax/learning';
import { featureCount, type Network, networks, notebook } from '@parallax/networks';
import { checkBatches, networkOf, type Preset, presets, resolveTraining, viewsOf } from '@parallax/specs';
import { recipes, shippedRecipes } from '@parallax/views';
import test from 'ava';
import { missing } from '../support/errors.js';
import { refuses } from './support/refuses.js';

test('without a word, it is the simclr preset', (t) => {
  const { diagnostics, recipe, network, views, ...training } = resolveTraining();
  const { recipe: _, network: usual, ...preset } = presets.get('simclr') as Preset;
  t.deepEqual(training, preset as never);
  t.deepEqual(recipe, recipes['simclr-cifar']);
  t.deepEqual(views, { count: 2, more: [], local: [] });
  t.deepEqual(network, { ...usual, size: 32 });
  t.deepEqual(diagnostics, { everyEpochs: 1, images: 512, bank: 2048, budget: 0.05 });
});

test('a long training is measured a hundred times unless it asks for more, and no record grows without bounds', (t) => {
  t.is(resolveTraining({ epochs: 1000 }).diagnostics.everyEpochs, 10);
  t.is(resolveTraining({ epochs: 1000, diagnostics: { everyEpochs: 1 } }).diagnostics.everyEpochs, 1);
  refuses(t, { epochs: 1001, diagnostics: { everyEpochs: 1 } }, 'spec.diagnostics.every_epochs', '1');
  refuses(t, { diagnostics: { budget: 2 } }, 'spec.diagnostics.budget', '2');
});

test('a request overrides any part and leaves the rest to the preset', (t) => {
  const training = resolveTraining({
    preset: 'notebook',
    epochs: 3,
    objective: { selfSimilarity: { temperature: 0.1 } },
  });
  t.is(training.epochs, 3);
  t.deepEqual(training.objective, { selfSimilarity: { temperature: 0.1 } });
  t.like(training.optimiser, { adam: { learningRate: 5e-4 } });
  t.is(training.dropLast, false);
});

test('another objective than the preset’s has its own defaults, the same one the preset’s values', (t) => {
  t.deepEqual(resolveTraining({ preset: 'notebook', objective: { ntXent: {} } }).objective, {
    ntXent: { temperature: 0.2 },
  });
  t.deepEqual(resolveTraining({ preset: 'notebook', objective: { selfSimilarity: {} } }).objective, {
    selfSimilarity: { temperature: 0.5 },
  });
});

test('the preset vicreg standardises filters, unless the network is another or begins as an encoder that is there', (t) => {
  const asked = (spec: TrainingSpec, network?: Network) =>
    resolveTraining({ preset: 'vicreg', ...spec }, { network }).network.weightStandardisation;
  t.true(asked({}));
  t.true(asked({ network: { conv: { channels: [8, 8] } } } as TrainingSpec));
  t.false(asked({ network: { weightStandardisation: false } } as TrainingSpec));
  t.false(asked({ network: { vitTiny: {} } } as TrainingSpec));
  const startFrom = { sha256: 'a'.repeat(64) };
  t.false(asked({ startFrom }, notebook));
  t.true(asked({ startFrom, network: { weightStandardisation: true } } as TrainingSpec, notebook));
});

test('a preset’s initialisation is for its own network: others begin as their classes in PyTorch, unless it is said', (t) => {
  const begins = (spec: object, network?: Network) =>
    resolveTraining(spec as TrainingSpec, { network }).network.initialisation;
  t.is(begins({}), 'INITIALISATION_HE');
  t.is(begins({ network: { conv: { channels: [8, 8] } } }), 'INITIALISATION_HE');
  t.is(begins({ preset: 'notebook' }), 'INITIALISATION_PYTORCH');
  for (const key of Object.keys(networks).filter((each) => each !== 'conv')) {
    t.is(begins({ network: { [key]: {} } }), 'INITIALISATION_PYTORCH', key);
    t.is(begins({ network: { [key]: {}, initialisation: 'INITIALISATION_HE' } }), 'INITIALISATION_HE', key);
  }
  const startFrom = { sha256: 'a'.repeat(64) };
  t.is(begins({ startFrom }, { vitTiny: { patch: 'PATCH_16' }, size: 32 }), 'INITIALISATION_PYTORCH');
  t.is(begins({ startFrom }, notebook), 'INITIALISATION_HE');
});

test('biases and norms are decayed where it is said, and else only in the networks without norms of simclr and notebook', (t) => {
  const decays = (spec: object) => resolveTraining(spec as TrainingSpec).optimiser.decayBiases;
  for (const preset of ['simclr', 'notebook']) {
    t.true(decays({ preset }));
    t.true(decays({ preset, optimiser: { sgd: { weightDecay: 0.1 } } }));
    t.false(decays({ preset, optimiser: { lars: {} } }));
    t.false(decays({ preset, head: { batchNorm: true } }));
    t.false(decays({ preset, objective: { byol: {} } }));
    for (const key of Object.keys(networks).filter((each) => each !== 'conv'))
      for (const optimiser of Object.keys(optimisers)) {
        t.false(decays({ preset, network: { [key]: {} }, optimiser: { [optimiser]: {} } }), `${key}, ${optimiser}`);
        t.true(decays({ preset, network: { [key]: {} }, optimiser: { [optimiser]: {}, decayBiases: true } }));
      }
  }
  t.false(decays({ preset: 'vicreg' }));
  t.false(decays({ optimiser: { decayBiases: false } }));
});

test('NT-Xent compares two views, the notebook one', (t) => {
  t.is(viewsOf(resolveTraining()).views, 2);
  t.is(viewsOf(resolveTraining({ preset: 'notebook' })).views, 1);
});

test('an encoder takes images as large as the views: the dataset’s, those of a size asked for, or the recipe’s crop', (t) => {
  const large = resolveTraining({}, { imageSize: 96 });
  t.deepEqual(large.recipe, shippedRecipes(96)['simclr-cifar']);
  t.is(networkOf(large).size, 96);
  const smaller = resolveTraining({ preset: 'notebook', network: { size: 64 } } as TrainingSpec, { imageSize: 96 });
  t.deepEqual(smaller.recipe.operations.at(-1), { cutout: { length: 32 } });
  t.is(networkOf(smaller).size, 64);
  const operations = [{ randomResizedCrop: { size: 48 } }];
  const cropped = { recipe: { name: 'mine', operations } } as TrainingSpec;
  t.is(networkOf(resolveTraining(cropped, { imageSize: 96 })).size, 48);
  refuses(t, { ...cropped, network: { size: 64 } } as TrainingSpec, 'spec.recipe', 'one of views of 48×48');
  for (const size of [8, 40, 528]) refuses(t, { network: { size } } as TrainingSpec, 'spec.network.size', String(size));
  const deep = { network: { conv: { channels: [8, 8, 8, 8, 8] }, size: 48 } } as TrainingSpec;
  refuses(t, deep, 'spec.network.size', '48');
  refuses(t, { network: { size: 512 } } as TrainingSpec, 'spec.batch', '64');
});

test('with a global pooling h is as wide as there are channels', (t) => {
  const training = resolveTraining({
    network: { conv: { channels: [], globalPooling: 'GLOBAL_POOLING_AVERAGE' }, size: 96 },
  });
  t.is(featureCount(networkOf(training)), 512);
  t.is(featureCount(networkOf(resolveTraining())), 2048);
});

test('an encoder to start from brings its own widths', (t) => {
  const startFrom = { training: 'training-0123456789abcdef' };
  t.deepEqual(resolveTraining({ startFrom }).startFrom, startFrom);
  refuses(t, { startFrom, network: { conv: { channels: [8] } } }, 'spec.network.conv.channels', '8');
  refuses(t, { startFrom, head: { hidden: 8 } }, 'spec.head', '{"hidden":8}');
});

test('an encoder to start from that has no head gets the preset’s, or the one that is asked for; another keeps its own', (t) => {
  const startFrom = { sha256: 'a'.repeat(64) };
  const { head: _, ...headless } = notebook;
  const headOf = (spec: TrainingSpec, network: Network) => resolveTraining({ startFrom, ...spec }, { network }).head;
  t.deepEqual(headOf({}, headless), { hidden: 256, output: 128, batchNorm: false });
  t.deepEqual(headOf({ preset: 'vicreg', freeze: 'encoder.encoder.3', head: { hidden: 64 } }, headless), {
    hidden: 64,
    output: 512,
    batchNorm: true,
  });
  t.like(
    t.throws(() => headOf({ head: { output: 0 } }, headless)),
    { metadata: { field: 'spec.head.output' } },
  );
  t.deepEqual(headOf({ preset: 'vicreg' }, notebook), { hidden: 256, output: 128, batchNorm: false });
  t.like(
    t.throws(() => headOf({ head: { hidden: 8 } }, notebook)),
    { metadata: { field: 'spec.head' } },
  );
});

const absurd: [TrainingSpec, string, string][] = [
  [{ preset: 'simclear' }, 'spec.preset', 'simclear'],
  [{ preset: 'constructor' }, 'spec.preset', 'constructor'],
  [{ preset: 'toString' }, 'spec.preset', 'toString'],
  [{ preset: '__proto__' }, 'spec.preset', '__proto__'],
  [{ batch: 0 }, 'spec.batch', '0'],
  [{ batch: 1 }, 'spec.batch', '1'],
  [{ epochs: -3 }, 'spec.epochs', '-3'],
  [{ images: 0 }, 'spec.images', '0'],
  [{ images: 32 }, 'spec.images', '32'],
  [{ images: 1 }, 'spec.images', '1'],
  [{ images: 1, dropLast: false }, 'spec.images', '1'],
  [{ preset: 'notebook', images: 1 }, 'spec.images', '1'],
  [{ preset: 'notebook', batch: 1 }, 'spec.batch', '1'],
  [{ images: 129, dropLast: false }, 'spec.drop_last', 'false'],
  [{ preset: 'notebook', images: 257 }, 'spec.drop_last', 'false'],
  [{ images: 200_000_000, batch: 2, epochs: 1000 }, 'spec.epochs', '1000'],
  [{ precision: 'PRECISION_UNSPECIFIED' }, 'spec.precision', 'PRECISION_UNSPECIFIED'],
  [{ checkpointSteps: 0 }, 'spec.checkpoint_steps', '0'],
  [{ objective: { ntXent: { temperature: 0 } } }, 'spec.objective.nt_xent.temperature', '0'],
  [{ objective: { ntXent: { temperature: 1e-30 } } }, 'spec.objective.nt_xent.temperature', '1e-30'],
  [{ objective: { ntXent: { temperature: 9e-4 } } }, 'spec.objective.nt_xent.temperature', '0.0009'],
  [{ objective: { ntXent: { temperature: 1e4 } } }, 'spec.objective.nt_xent.temperature', '10000'],
  [{ objective: { ntXent: { temperature: Number.NaN } } }, 'spec.objective.nt_xent.temperature', 'NaN'],
  [{ objective: {} }, 'spec.objective', ''],
  [
    { optimiser: { adamw: { learningRate: Number.POSITIVE_INFINITY } } },
    'spec.optimiser.adamw.learning_rate',
    'Infinity',
  ],
  [{ optimiser: { adamw: { learningRate: 1e-300 } } }, 'spec.optimiser.adamw.learning_rate', '1e-300'],
  [{ optimiser: { adamw: { epsilon: 1e-60 } } }, 'spec.optimiser.adamw.epsilon', '1e-60'],
  [{ optimiser: { clipNorm: 1e-40 } }, 'spec.optimiser.clip_norm', '1e-40'],
  [{ optimiser: { clipNorm: 1e300 } }, 'spec.optimiser.clip_norm', '1e+300'],
  [{ optimiser: { adamw: { beta1: 1 - 1e-9 } } }, 'spec.optimiser.adamw.beta1', '0.999999999'],
  [{ optimiser: { adamw: { beta2: 1 } } }, 'spec.optimiser.adamw.beta2', '1'],
  [{ optimiser: { adamw: { weightDecay: -1 } } }, 'spec.optimiser.adamw.weight_decay', '-1'],
  [{ schedule: { warmup: 1 } }, 'spec.schedule.warmup', '1'],
  [{ network: { conv: { channels: [64, 0] } } }, 'spec.network.conv.channels[1]', '0'],
  [{ network: { vitTiny: { patch: 'PATCH_16' }, size: 40 } }, 'spec.network.size', '40'],
  [{ network: { vitTiny: {}, weightStandardisation: true } }, 'spec.network.weight_standardisation', 'true'],
  [{ head: { output: 0 } }, 'spec.head.output', '0'],
  [{ startFrom: { training: 'training-1' } }, 'spec.start_from.training', 'training-1'],
  [{ startFrom: { training: 'training-../../x' } }, 'spec.start_from.training', 'training-../../x'],
  [{ startFrom: { sha256: '../..' } }, 'spec.start_from.sha256', '../..'],
  [{ startFrom: { sha256: 'abc' } }, 'spec.start_from.sha256', 'abc'],
  [
    { recipe: { name: 'mine', operations: [{ randomResizedCrop: { size: 0 } }] } },
    'spec.recipe.operations[0].random_resized_crop.size',
    '0',
  ],
];

for (const [spec, field, value] of absurd) {
  test(`${field} = ${value} is refused by name and value: ${JSON.stringify(spec)}`, (t) =>
    refuses(t, spec, field, value));
}

test('the bounds themselves are accepted', (t) => {
  for (const temperature of [1e-3, 1e3]) {
    const objective = { ntXent: { temperature } };
    t.deepEqual(resolveTraining({ objective }).objective, objective);
  }
  const moments = { beta1: 0.99999, beta2: 0.99999, epsilon: 1e-16 };
  const optimiser = { adamw: { learningRate: 1e-9, ...moments }, clipNorm: 1e-12 };
  t.like(resolveTraining({ optimiser }).optimiser, optimiser);
  t.is(resolveTraining({ optimiser: { clipNorm: 0 } }).optimiser.clipNorm, 0);
  t.is(resolveTraining({ images: 2, batch: 2 }).batch, 2);
});

test('how many images there are may only be known later: they are checked as those that are asked for', (t) => {
  const kept = resolveTraining({ dropLast: false });
  t.notThrows(() => checkBatches(kept, 50_000));
  t.like(t.throws(() => checkBatches(kept, 6401), { instanceOf: ParallaxError }).metadata, { field: 'spec.drop_last' });
  t.like(t.throws(() => checkBatches(kept, 1), { instanceOf: ParallaxError }).metadata, { field: 'spec.images' });
  t.like(t.throws(() => checkBatches(resolveTraining(), 10), { instanceOf: ParallaxError }).metadata, {
    field: 'spec.batch',
  });
});

test('an unknown recipe is not found, and the message names those that are', (t) => {
  const error = t.throws(() => resolveTraining({ recipe: { name: 'imagenet', operations: [] } }), {
    instanceOf: ParallaxError,
  });
  t.like(error, missing('recipe', 'imagenet'));
  t.regex(error.message, /shipped are .*simclr-cifar/);
});

test('a chunk divides the batch, and leaves no image alone', (t) => {
  t.is(resolveTraining({ batch: 64, chunk: 16 }).chunk, 16);
  t.is(resolveTraining({ batch: 64 }).chunk, undefined);
  for (const chunk of [0, 1, 24, 128]) refuses(t, { batch: 64, chunk }, 'spec.chunk', String(chunk));
  const kept = { batch: 64, chunk: 16, images: 81 };
  refuses(t, { ...kept, dropLast: false }, 'spec.drop_last', 'false');
  t.notThrows(() => resolveTraining({ ...kept, dropLast: true }));
});
