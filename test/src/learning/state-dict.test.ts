import { ParallaxError } from '@parallax/errors';
import { encode, initialise, Model } from '@parallax/learning';
import {
  checkStateDict,
  encoderMetadata,
  type Network,
  type NetworkSpec,
  notebook,
  noteOnSize,
  type Preprocessing,
  readEncoderMetadata,
  type Unchecked,
} from '@parallax/networks';
import { startEngine } from '@parallax/tensors';
import test from 'ava';
import { images } from '../parity/formula.js';

const tiny: Network = {
  size: 16,
  conv: { channels: [4, 6], globalPooling: 'GLOBAL_POOLING_NONE' },
  head: { hidden: 5, outputs: 3 },
};

test.before(() => {
  startEngine();
});

test('a model is its state dict: the same names, shapes and values come out that went in', (t) => {
  const state = initialise(tiny, 'INITIALISATION_PYTORCH', 1);
  const model = new Model(state);
  t.deepEqual(model.stateDict(), state);
  t.deepEqual(model.network, tiny);
  t.deepEqual(
    Object.entries(state).map(([name, { shape }]) => `${name} ${shape}`),
    [
      'encoder.encoder.0.weight 4,3,3,3',
      'encoder.encoder.0.bias 4',
      'encoder.encoder.3.weight 6,4,3,3',
      'encoder.encoder.3.bias 6',
      'projection_head.projection_head.0.weight 5,96',
      'projection_head.projection_head.0.bias 5',
      'projection_head.projection_head.2.weight 3,5',
      'projection_head.projection_head.2.bias 3',
    ],
  );
  model.dispose();
});

test('the notebook’s encoder has 1,550,976 parameters', (t) => {
  const sizes = Object.entries(initialise(notebook, 'INITIALISATION_HE', 0)).filter(([name]) =>
    name.startsWith('encoder.'),
  );
  t.is(
    sizes.reduce((total, [, { data }]) => total + data.length, 0),
    1_550_976,
  );
});

test('initialisations differ by seed and by kind, and repeat to the bit', (t) => {
  t.deepEqual(initialise(tiny, 'INITIALISATION_HE', 1), initialise(tiny, 'INITIALISATION_HE', 1));
  t.notDeepEqual(initialise(tiny, 'INITIALISATION_HE', 1), initialise(tiny, 'INITIALISATION_HE', 2));
  const weight = 'encoder.encoder.9.weight';
  const { data: he } = initialise(notebook, 'INITIALISATION_HE', 0)[weight] as { data: Float32Array };
  const variance = he.reduce((total, value) => total + value * value, 0) / he.length;
  t.true(Math.abs(variance / (2 / 2304) - 1) < 0.01, 'He: variance 2 / inputs');
  const { data: pytorch } = initialise(notebook, 'INITIALISATION_PYTORCH', 0)[weight] as { data: Float32Array };
  const largest = pytorch.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  t.true(largest <= 1 / 48 && largest > 0.999 / 48, 'PyTorch: within ±1/√inputs');
});

const bad: [string, (state: Unchecked) => void, RegExp][] = [
  [
    'a missing tensor',
    (state) => delete state['encoder.encoder.3.bias'],
    /^encoder\.encoder\.3\.bias is "missing": it must be F32 \[6\]$/,
  ],
  [
    'another shape',
    (state) => Object.assign(state['encoder.encoder.3.weight'] as object, { shape: [6, 4, 5, 5] }),
    /^encoder\.encoder\.3\.weight is "F32 \[6, 4, 5, 5\]": it must be F32 \[6, 4, 3, 3\]$/,
  ],
  [
    'another type',
    (state) => Object.assign(state['encoder.encoder.0.bias'] as object, { dtype: 'F16' }),
    /^encoder\.encoder\.0\.bias is "F16 \[4\]": it must be F32 \[4\]$/,
  ],
  [
    'a head whose inputs are no square of the encoder’s channels',
    (state) => Object.assign(state['projection_head.projection_head.0.weight'] as object, { shape: [5, 95] }),
    /projection_head\.projection_head\.0\.weight is "F32 \[5, 95\]": it must take 6 channels times/,
  ],
  [
    'a value that is not finite',
    (state) => {
      (state['projection_head.projection_head.2.bias'] as { data: Float32Array }).data[1] = Number.NaN;
    },
    /projection_head\.projection_head\.2\.bias\[1\] is NaN: it must be finite/,
  ],
  [
    'a tensor too many',
    (state) => Object.assign(state, { 'encoder.norm.weight': state['encoder.encoder.0.bias'] }),
    /encoder\.norm\.weight is "F32 \[4\]": it must not be there/,
  ],
  [
    'a convolution whose weight alone is missing',
    (state) => delete state['encoder.encoder.3.weight'],
    /^encoder\.encoder\.3\.weight is "missing": it must be a tensor of 4 axes$/,
  ],
  [
    'a gap before a later convolution',
    (state) => {
      state['encoder.encoder.6.weight'] = state['encoder.encoder.3.weight'] as Unchecked[string];
      for (const part of ['weight', 'bias']) delete state[`encoder.encoder.3.${part}`];
    },
    /^encoder\.encoder\.3\.weight is "missing": it must be a tensor of 4 axes$/,
  ],
  [
    'no convolution',
    (state) => delete state['encoder.encoder.0.weight'],
    /^encoder\.encoder\.0\.weight is "missing": it must be a tensor of 4 axes$/,
  ],
];

for (const [what, spoil, message] of bad) {
  test(`a state dict with ${what} is refused by the tensor’s name`, (t) => {
    const state: Unchecked = initialise(tiny, 'INITIALISATION_HE', 0);
    spoil(state);
    const error = t.throws(() => new Model(state), { instanceOf: ParallaxError, message });
    t.is(error?.status, 'INVALID_ARGUMENT');
  });
}

test('with a global average, h is the mean of each channel of what it is without one, for images of any size', (t) => {
  const large: Network = { ...tiny, size: 48 };
  const whole = new Model(initialise(large, 'INITIALISATION_HE', 2));
  const averaged: Network = { ...large, conv: { channels: [4, 6], globalPooling: 'GLOBAL_POOLING_AVERAGE' } };
  const { 'projection_head.projection_head.0.weight': _, ...rest } = whole.stateDict();
  const head = {
    'projection_head.projection_head.0.weight': { dtype: 'F32', shape: [5, 6], data: new Float32Array(30) },
  };
  const model = new Model({ ...rest, ...head }, { network: averaged });
  t.deepEqual(model.network, averaged);
  const pixels = images(3, 48, 5);
  const [{ h: all }, { h }] = [encode(whole, pixels), encode(model, pixels)];
  t.is(h.length, 3 * 6);
  for (const [at, value] of h.entries()) {
    const channel = all.subarray(at * 144, (at + 1) * 144);
    t.true(Math.abs(value - channel.reduce((sum, each) => sum + each, 0) / 144) < 1e-5);
  }
  t.throws(() => checkStateDict({ ...rest, ...head }, { globalPooling: 'GLOBAL_POOLING_AVERAGE' }), {
    message: /^metadata\.image_size is "": it must be there with a global pooling$/,
  });
  t.throws(() => checkStateDict(whole.stateDict(), { size: 32 }), {
    message: /^metadata\.image_size is 32: it must be 48, as the head's weights are for$/,
  });
});

test('tensors that are called as those of no such network are told so, before anything else that is open', (t) => {
  const state = initialise(tiny, 'INITIALISATION_HE', 0);
  const network: NetworkSpec = { resnet18: { stem: 'STEM_CIFAR' } };
  t.throws(() => checkStateDict(state, { network }), {
    message: 'conv1.weight is "missing": it must be there, and so must be others: none of resnet18 is',
  });
  const { 'conv1.weight': _, ...rest } = initialise({ ...network, size: 32 }, 'INITIALISATION_HE', 0);
  t.throws(() => checkStateDict(rest, { network, size: 32 }), {
    message: /^conv1\.weight is "missing": it must be F32/,
  });
  t.throws(() => checkStateDict(rest, { network }), { message: /^metadata\.image_size is ""/ });
});

test('where nothing says how large images are, it is said what was taken for it, and why', (t) => {
  const state = initialise(tiny, 'INITIALISATION_HE', 0);
  const { network } = checkStateDict(state);
  t.is(network.size, 16);
  t.deepEqual(noteOnSize(network, {}), [
    'its file says no size of images: 16×16 without a global pooling is guessed from its head, which takes 96 features; where a global pooling comes behind its blocks, say both (--size 64 --global-pooling average)',
  ]);
  t.deepEqual(noteOnSize(network, { size: 16 }), []);
  const headless = Object.fromEntries(Object.entries(state).filter(([name]) => !name.startsWith('projection_head')));
  const { network: plain } = checkStateDict(headless);
  t.deepEqual(noteOnSize(plain, {}), [
    "its file says no size of images: 32×32 without a global pooling is assumed, as the notebook's, which makes 384 features; where a global pooling comes behind its blocks, say both (--size 64 --global-pooling average)",
  ]);
  const hints = { globalPooling: 'GLOBAL_POOLING_AVERAGE' } as const;
  t.deepEqual(noteOnSize(checkStateDict(headless, hints).network, hints), [
    "its file says no size of images: 32×32 is assumed, as the notebook's, which makes 6 features; of others, say it (--size 64)",
  ]);
});

test('what an encoder expects goes into its metadata and comes back; what is wrong there is named', (t) => {
  const preprocessing: Preprocessing = {
    fit: 'squeeze',
    normalisation: { mean: [0.1, 0.2, 0.3], standardDeviation: [0.4, 0.5, 0.6] },
    licence: 'CC-BY-4.0',
    origin: 'the garden',
    precision: 'PRECISION_BFLOAT16',
  };
  const averaged: NetworkSpec = { conv: { channels: [4, 6], globalPooling: 'GLOBAL_POOLING_AVERAGE' } };
  const metadata = encoderMetadata({ size: 64, ...averaged }, preprocessing);
  t.deepEqual(readEncoderMetadata(metadata), {
    network: { size: 64, network: averaged },
    preprocessing,
    isAssumed: false,
    stated: {
      image_size: '64',
      network: '{"conv":{"channels":[4,6],"globalPooling":"GLOBAL_POOLING_AVERAGE"}}',
      fit: 'squeeze',
      licence: 'CC-BY-4.0',
      origin: 'the garden',
      precision: 'bfloat16',
    },
  });
  t.like(readEncoderMetadata({ format: 'pt' }), {
    network: {},
    isAssumed: true,
    stated: {},
  });
  for (const [entry, value] of Object.entries({
    fit: 'stretch',
    mean: '[0.5, 0.5]',
    standard_deviation: '[0, 1, 1]',
    network: '{"resnet19": {}}',
    image_size: 'large',
  })) {
    const error = t.throws(() => readEncoderMetadata({ ...metadata, [entry]: value }), { instanceOf: ParallaxError });
    t.is(error?.metadata.field, `metadata.${entry}`);
  }
  for (const network of [
    '{"conv":null}',
    '{"conv":{"channels":5,"globalPooling":"GLOBAL_POOLING_NONE"}}',
    '{"conv":{"channels":"abc","globalPooling":"GLOBAL_POOLING_NONE"}}',
    '{"conv":{"channels":[4],"globalPooling":7}}',
    '{"conv":{"channels":[4]}}',
    '{"conv":{},"resnet18":{}}',
    '{"constructor":{}}',
    '[]',
  ]) {
    const error = t.throws(() => readEncoderMetadata({ ...metadata, network }), { instanceOf: ParallaxError });
    t.regex(error?.metadata.field ?? '', /^metadata\.network/, network);
  }
  const strange = '{"conv":{"channels":[4],"globalPooling":"GLOBAL_POOLING_NONE","x":[1]}}';
  t.deepEqual(readEncoderMetadata({ ...metadata, network: strange }).network.network, {
    conv: { channels: [4], globalPooling: 'GLOBAL_POOLING_NONE' },
  });
  const earlier = { mean: '[0,0,0]', standard_deviation: '[1,1,1]', image_size: '48', global_pooling: 'average' };
  t.deepEqual(readEncoderMetadata(earlier).network, { size: 48, globalPooling: 'GLOBAL_POOLING_AVERAGE' });
  t.throws(() => readEncoderMetadata({ global_pooling: 'max' }), { message: /^metadata\.global_pooling is "max"/ });
});
