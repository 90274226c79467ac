import type { TrainingSpec } from '@parallax/contract';
import { ParallaxError } from '@parallax/errors';
import { featureCount, layersUpTo, type Network, notebook } from '@parallax/networks';
import {
  checkBatches,
  continueTraining,
  groupsOf,
  networkOf,
  type Preset,
  presets,
  resolveContinuation,
  resolveTraining,
  viewsOf,
} from '@parallax/specs';
import { type Recipe, recipes, shippedRecipes } from '@parallax/views';
import test from 'ava';
import { missing } from '../support/errors.js';

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

const group = (name: string, views?: number) => ({ recipe: { name, operations: [] }, ...(views && { views }) });

test('views by further recipes come beside those of the recipe, as many as the objective compares', (t) => {
  const spec = { objective: { byol: {} }, recipe: { name: 'byol', operations: [] } };
  const training = resolveTraining({ ...spec, views: { more: [group('byol-2')], local: [] } });
  t.is(training.views.count, 1);
  t.deepEqual(training.views.more, [{ recipe: recipes['byol-2'] as Recipe, views: 1 }]);
  t.deepEqual(viewsOf(training), { views: 2, globals: 2 });
  const normalisation = { mean: [0.4, 0.4, 0.4], standardDeviation: [0.2, 0.2, 0.2] };
  const own = { ...spec, recipe: { ...spec.recipe, normalisation } };
  const [more] = resolveTraining({ ...own, views: { more: [group('byol-2')], local: [] } }).views.more;
  t.deepEqual(more?.recipe.normalisation, normalisation);
});

const wrongViews: [spec: TrainingSpec, field: string, value: string][] = [
  [{ views: { count: 3, more: [], local: [] } }, 'spec.views.count', '3'],
  [{ views: { more: [group('byol'), group('byol-2')], local: [] } }, 'spec.views.count', '3'],
  [{ views: { count: 0, more: [group('byol', 2)], local: [] } }, 'spec.views.count', '0'],
  [{ views: { more: [{}], local: [] } }, 'spec.views.more[0].recipe', ''],
  [{ views: { more: [group('byol', 65)], local: [] } }, 'spec.views.more[0].views', '65'],
  [{ views: { more: [group('dino-local')], local: [] } }, 'spec.views.more[0].recipe', 'one of views of 16×16'],
  [{ views: { more: [], local: [group('dino-local')] } }, 'spec.views.local[0].recipe', 'one of views of 16×16'],
];

for (const [spec, field, value] of wrongViews) {
  test(`${field} = ${value} is refused: ${JSON.stringify(spec.views)}`, (t) => refuses(t, spec, field, value));
}

test('local views are for objectives that have them, and for networks that take their size', (t) => {
  const conv = { channels: [8, 16], globalPooling: 'GLOBAL_POOLING_AVERAGE' as const };
  const network = { conv };
  const local = { views: { more: [], local: [group('dino-local', 4)] } };
  refuses(t, { ...local, network }, 'spec.views.local', '1');
  refuses(t, { ...local, network, objective: { dino: {} }, head: { output: 0 } }, 'spec.head.output', '0');
  const training = resolveTraining({ ...local, network, objective: { dino: {} } });
  t.deepEqual(viewsOf(training), { views: 6, globals: 2 });
  t.deepEqual(
    groupsOf(training).map(({ size, views, isLocal }) => [size, views, isLocal]),
    [
      [32, 2, false],
      [16, 4, true],
    ],
  );
  const whole = { recipe: { name: 'whole', operations: [{ randomHorizontalFlip: {} }] } };
  refuses(
    t,
    { network, objective: { dino: {} }, views: { more: [], local: [whole] } },
    'spec.views.local[0].recipe',
    'whole',
  );
  const odd = { recipe: { name: 'odd', operations: [{ resize: { size: 20 } }] } };
  const given = 'one of views of 20×20';
  refuses(
    t,
    { network, objective: { dino: {} }, views: { more: [], local: [odd] } },
    'spec.views.local[0].recipe',
    given,
  );
});

function refuses(t: import('ava').ExecutionContext, spec: TrainingSpec, field: string, value: string): void {
  const error = t.throws(() => resolveTraining(spec), { instanceOf: ParallaxError });
  t.is(error.reason, 'INVALID_FIELD');
  t.deepEqual(error.metadata, { field, value });
}

test('encoders are kept by epochs, and by what is measured: a measure that is off is refused, and so are too many', (t) => {
  const keep = { everyEpochs: 10, best: ['ONLINE_MEASURE_KNN', 'ONLINE_MEASURE_KNN'] } as const;
  const training = resolveTraining({ keep: { ...keep, best: [...keep.best] } });
  t.deepEqual(training.keep, { everyEpochs: 10, best: ['ONLINE_MEASURE_KNN'] });
  t.false('keep' in resolveTraining());
  refuses(t, { keep: { best: [] } }, 'spec.keep', '');
  refuses(t, { keep: { everyEpochs: -1, best: [] } }, 'spec.keep.every_epochs', '-1');
  refuses(t, { keep: { best: ['ONLINE_MEASURE_UNSPECIFIED'] } }, 'spec.keep.best', 'ONLINE_MEASURE_UNSPECIFIED');
  refuses(t, { keep: { everyEpochs: 1, best: [] }, epochs: 201 }, 'spec.keep.every_epochs', '1');
  const off = { diagnostics: { everyEpochs: 0 } };
  refuses(t, { keep: { best: ['ONLINE_MEASURE_RANK_ME'] }, ...off }, 'spec.keep.best', 'rank_me');
  const never = { epochs: 2, diagnostics: { everyEpochs: 3 } };
  refuses(t, { stopWhen: { measure: 'ONLINE_MEASURE_KNN', patience: 1 }, ...never }, 'spec.stop_when.measure', 'knn');
  t.notThrows(() => resolveTraining({ keep: { best: ['ONLINE_MEASURE_LOSS'] }, ...off }));
});

test('a training stops by a measure, and by how many measurements', (t) => {
  const stopWhen = { measure: 'ONLINE_MEASURE_LOSS', patience: 5 } as const;
  t.deepEqual(resolveTraining({ stopWhen }).stopWhen, stopWhen);
  refuses(t, { stopWhen: { measure: 'ONLINE_MEASURE_LOSS' } }, 'spec.stop_when.patience', '0');
  refuses(t, { stopWhen: { patience: 5 } }, 'spec.stop_when.measure', 'ONLINE_MEASURE_UNSPECIFIED');
});

test('a training that is continued is asked for by its epochs, in all or more, and by nothing that its steps depend on', (t) => {
  const training = 'training-0123456789abcdef';
  const continued = (spec: TrainingSpec) => resolveContinuation(spec);
  const refused = (spec: TrainingSpec, field: string) => {
    const error = t.throws<ParallaxError>(() => continued(spec), { instanceOf: ParallaxError });
    t.is(error?.metadata.field, field);
  };
  t.is(continued({ epochs: 3 }), undefined);
  const stretched = { training, schedule: 'CONTINUED_SCHEDULE_STRETCHED' } as const;
  t.deepEqual(continued({ continueFrom: { training }, epochs: 3 }), stretched);
  t.deepEqual(continued({ continueFrom: { training, moreEpochs: 3 } }), { ...stretched, moreEpochs: 3 });
  refused({ continueFrom: { training: 'embedding-0123456789abcdef' }, epochs: 3 }, 'spec.continue_from.training');
  refused({ continueFrom: { training } }, 'spec.epochs');
  refused({ continueFrom: { training, moreEpochs: 3 }, epochs: 3 }, 'spec.epochs');
  refused({ continueFrom: { training, moreEpochs: 0 } }, 'spec.continue_from.more_epochs');
  refused({ continueFrom: { training }, epochs: 3, batch: 64 }, 'spec.batch');
  refused({ continueFrom: { training }, epochs: 3, dropLast: false }, 'spec.drop_last');
  refused({ continueFrom: { training }, epochs: 3, startFrom: { training } }, 'spec.start_from');
  refused({ continueFrom: { training }, epochs: 3, schedule: { constant: {} } }, 'spec.schedule');
});

test('a continued training is the one before, but for its length and what goes by it', (t) => {
  const spec = resolveTraining({ epochs: 5, seed: 7, keep: { everyEpochs: 2, best: [] } });
  const from = { training: 'training-0123456789abcdef', schedule: 'CONTINUED_SCHEDULE_HELD' } as const;
  const before = { spec, epochs: 4 };
  const asked = { checkpointSteps: 7, diagnostics: { everyEpochs: 3 } };
  const longer = continueTraining(asked, { ...from, moreEpochs: 2 }, before);
  const { keep: _, ...own } = spec;
  t.deepEqual(longer, {
    ...own,
    ...{ epochs: 6, checkpointSteps: 7, continueFrom: { ...from, moreEpochs: 2 } },
    diagnostics: { ...spec.diagnostics, everyEpochs: 3 },
  });
  const error = t.throws<ParallaxError>(() => continueTraining({ epochs: 4 }, from, before));
  t.like(error, { metadata: { field: 'spec.epochs', value: '4' } });
  t.throws(() => continueTraining({ epochs: 6, checkpointSteps: 0 }, from, before), { message: /checkpoint_steps/ });
  // Of the new epochs alone at most 200 encoders are kept, and no more is measured than of a training of as many.
  const many = continueTraining({ epochs: 1004, keep: { everyEpochs: 5, best: [] } }, from, before);
  t.is(many.diagnostics.everyEpochs, 11);
  const later = { spec, epochs: 850 };
  t.notThrows(() => continueTraining({ epochs: 1050, keep: { everyEpochs: 1, best: [] } }, from, later));
  const stopWhen = { measure: 'ONLINE_MEASURE_KNN', patience: 1 } as const;
  const seldom = { epochs: 6, stopWhen, diagnostics: { everyEpochs: 4 } };
  t.throws(() => continueTraining(seldom, from, before), { message: /not in the epochs from 5 to 6/ });
});

test('layers are frozen by the names of their tensors: one that is not there has those that are named', (t) => {
  const resnet = { resnet18: { stem: 'STEM_CIFAR' } } as const;
  const upTo = (name: string) => layersUpTo(resnet, name, 'spec.freeze');
  t.is(upTo('conv1'), 1);
  t.is(upTo('bn1'), 2);
  t.is(upTo('layer1.0'), 4);
  t.is(upTo('layer1.1'), upTo('layer1'));
  t.true(upTo('layer3') < upTo('layer4.0'));
  // Nothing would be left to be trained.
  for (const name of ['layer4', 'layer9', 'layer1.0.conv1', 'layer', '']) {
    const error = t.throws<ParallaxError>(() => upTo(name), { instanceOf: ParallaxError });
    t.like(error, { reason: 'INVALID_FIELD', metadata: { field: 'spec.freeze' } });
    t.regex(error?.message ?? '', /one of conv1, bn1, layer1, layer1\.0, layer1\.1, layer2.*, layer4\.0:/);
  }
  const conv = { conv: { channels: [4, 8], globalPooling: 'GLOBAL_POOLING_NONE' } } as const;
  t.is(layersUpTo(conv, 'encoder.encoder.0', 'spec.freeze'), 1);
  t.throws(() => layersUpTo(conv, 'encoder.encoder.3', 'spec.freeze'), { message: /one of encoder\.encoder\.0:/ });
  const vit = { vitTiny: { patch: 'PATCH_4' } } as const;
  t.is(layersUpTo(vit, 'patch_embed', 'spec.freeze'), 1);
  t.is(layersUpTo(vit, 'blocks.0', 'spec.freeze'), 3);
  refuses(t, { freeze: 'conv1' }, 'spec.freeze', 'conv1');
  const network = { ...resnet, size: 32, head: { hidden: 8, outputs: 4 } };
  const startFrom = { training: 'training-0123456789abcdef' };
  const frozen = (standardised: boolean) => () =>
    resolveTraining({ startFrom, freeze: 'layer3', network: { weightStandardisation: standardised } }, { network });
  t.is(frozen(false)().freeze, 'layer3');
  t.throws(frozen(true), { message: /freeze is "layer3": .*weight_standardisation/ });
});
