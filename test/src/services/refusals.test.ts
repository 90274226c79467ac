import type { EmbeddingSpec, TrainingSpec } from '@parallax/contract';
import { ParallaxError } from '@parallax/errors';
import test from 'ava';
import sharp from 'sharp';
import { grpcurl } from '../rpc/support/grpcurl.js';
import { invalid, missing } from '../support/errors.js';
import { type Services, servers, startServices } from './support/services.js';

let services: Services;
let black: Buffer;

test.before(async (t) => {
  t.timeout(600_000);
  services = await startServices({ services: servers });
  black = await sharp({ create: { width: 32, height: 32, channels: 3, background: '#000' } })
    .png()
    .toBuffer();
});

test.after.always(() => services?.stop());

/** The message only where it says what reason and facts don't. */
type Refusal<Spec> = [about: string, spec: Spec, expected: object, message?: RegExp];

const nan = Number.NaN;
const gone = 'training-0123456789abcdef';
const sha256 = '0'.repeat(64);

const trainings: Refusal<TrainingSpec>[] = [
  ['an unknown preset', { preset: 'best' }, invalid('spec.preset', 'best'), /must be one of simclr, vicreg, notebook/],
  ['an unknown dataset', { dataset: { name: 'imagenet' } }, missing('dataset', 'imagenet')],
  ['more images than there are', { images: 50_001 }, invalid('spec.images', 50_001), /at most 50000/],
  ['no images', { images: 0 }, invalid('spec.images', 0)],
  ['a batch of 0', { batch: 0 }, invalid('spec.batch', 0), /a whole number from 2 to 8192/],
  ['a batch of 1 for NT-Xent', { batch: 1 }, invalid('spec.batch', 1)],
  ['a negative batch', { batch: -64 }, invalid('spec.batch', -64)],
  ['a huge batch', { batch: 2 ** 31 - 1 }, invalid('spec.batch', 2 ** 31 - 1)],
  ['a batch beyond the images', { images: 10, batch: 64 }, invalid('spec.images', 10), /at least spec\.batch \(64\)/],
  ['no epochs', { epochs: 0 }, invalid('spec.epochs', 0)],
  ['negative epochs', { epochs: -5 }, invalid('spec.epochs', -5)],
  ['no steps between checkpoints', { checkpointSteps: 0 }, invalid('spec.checkpoint_steps', 0)],
  [
    'a temperature of 0',
    { objective: { ntXent: { temperature: 0 } } },
    invalid('spec.objective.nt_xent.temperature', 0),
  ],
  [
    'a temperature of NaN',
    { objective: { ntXent: { temperature: nan } } },
    invalid('spec.objective.nt_xent.temperature', nan),
  ],
  [
    'an infinite temperature',
    { objective: { ntXent: { temperature: Infinity } } },
    invalid('spec.objective.nt_xent.temperature', Infinity),
  ],
  ['no objective', { objective: {} }, invalid('spec.objective', '')],
  [
    'a learning rate of 0',
    { optimiser: { adamw: { learningRate: 0 } } },
    invalid('spec.optimiser.adamw.learning_rate', 0),
  ],
  [
    'a learning rate of NaN',
    { optimiser: { adamw: { learningRate: nan } } },
    invalid('spec.optimiser.adamw.learning_rate', nan),
  ],
  ['a β₁ of 1', { optimiser: { adamw: { beta1: 1 } } }, invalid('spec.optimiser.adamw.beta1', 1), /at most 0\.99999/],
  ['a negative β₂', { optimiser: { adamw: { beta2: -0.1 } } }, invalid('spec.optimiser.adamw.beta2', -0.1)],
  ['an ε of 0', { optimiser: { adamw: { epsilon: 0 } } }, invalid('spec.optimiser.adamw.epsilon', 0)],
  [
    'a negative weight decay',
    { optimiser: { adamw: { weightDecay: -1 } } },
    invalid('spec.optimiser.adamw.weight_decay', -1),
  ],
  ['a negative clip', { optimiser: { clipNorm: -1 } }, invalid('spec.optimiser.clip_norm', -1)],
  ['a warm-up of all steps', { schedule: { warmup: 1 } }, invalid('spec.schedule.warmup', 1)],
  ['a block of no channels', { network: { conv: { channels: [8, 0] } } }, invalid('spec.network.conv.channels[1]', 0)],
  [
    'six blocks',
    { network: { conv: { channels: [1, 1, 1, 1, 1, 1] } } },
    invalid('spec.network.conv.channels', '6 entries'),
    /must have 1 to 5/,
  ],
  ['a head of no outputs', { head: { output: 0 } }, invalid('spec.head.output', 0)],
  ['a head of negative width', { head: { hidden: -1 } }, invalid('spec.head.hidden', -1)],
  ['an unknown recipe', { recipe: { name: 'x', operations: [] } }, missing('recipe', 'x')],
  [
    'a crop of 0',
    { recipe: { name: 'x', operations: [{ randomResizedCrop: { size: 0 } }] } },
    invalid('spec.recipe.operations[0].random_resized_crop.size', 0),
  ],
  [
    'views of a size that no encoder takes',
    { recipe: { name: 'x', operations: [{ randomResizedCrop: { size: 24 } }] } },
    invalid('spec.network.size', 24),
    /a multiple of 16 from 16 to 512/,
  ],
  [
    'a probability of NaN',
    { recipe: { name: 'x', operations: [{ randomHorizontalFlip: { probability: nan } }] } },
    invalid('spec.recipe.operations[0].random_horizontal_flip.probability', nan),
  ],
  ['a start from nothing', { startFrom: {} }, invalid('spec.start_from', ''), /must name a training or the sha256/],
  ['a start from a probe', { startFrom: { training: 'probe-1' } }, invalid('spec.start_from.training', 'probe-1')],
  ['a start from a missing training', { startFrom: { training: gone } }, missing('training', gone)],
  ['a start from half a sha256', { startFrom: { sha256: 'abc' } }, invalid('spec.start_from.sha256', 'abc')],
  ['a start from a missing encoder', { startFrom: { sha256 } }, missing('encoder', sha256)],
  [
    'widths beside a start',
    { startFrom: { sha256 }, network: { conv: { channels: [8, 16] } } },
    invalid('spec.network.conv.channels', '8,16'),
    /is that of spec\.start_from/,
  ],
  [
    'a head beside a start',
    { startFrom: { training: gone }, head: { output: 4 } },
    invalid('spec.head', '{"output":4}'),
    /is that of spec\.start_from/,
  ],
];

const encoder = { sha256 };

const embeddings: Refusal<EmbeddingSpec>[] = [
  ['no encoder', {}, invalid('spec.encoder', ''), /must name a training or the sha256 of an encoder/],
  ['a missing encoder', { encoder }, missing('encoder', sha256)],
  ['a missing training', { encoder: { training: gone } }, missing('training', gone)],
  ['an unknown dataset', { encoder, dataset: { name: 'imagenet' } }, missing('dataset', 'imagenet')],
  ['an unknown split', { encoder, split: 'all' }, invalid('spec.split', 'all'), /must be one of train, test/],
  ['no images', { encoder, images: 0 }, invalid('spec.images', 0)],
  ['a negative number of images', { encoder, images: -1 }, invalid('spec.images', -1)],
  ['more images than there are', { encoder, images: 10_001 }, invalid('spec.images', 10_001), /at most 10000/],
];

for (const [about, spec, expected, message = /./] of trainings) {
  test(`a training with ${about} is refused by name, and the server goes on`, async (t) => {
    const error = await t.throwsAsync(services.trainings.startTraining({ spec }), { instanceOf: ParallaxError });
    t.like(error, expected);
    t.regex(error?.message ?? '', message);
    t.truthy(await services.jobs.listJobs({}));
  });
}

for (const [about, spec, expected, message = /./] of embeddings) {
  test(`an embedding with ${about} is refused by name, and the server goes on`, async (t) => {
    const error = await t.throwsAsync(services.embeddings.startEmbedding({ spec }), { instanceOf: ParallaxError });
    t.like(error, expected);
    t.regex(error?.message ?? '', message);
    t.truthy(await services.jobs.listJobs({}));
  });
}

const inline: [about: string, images: () => Buffer[], expected: object, message?: RegExp][] = [
  ['none', () => [], invalid('images', '0 images'), /must be 1 to 64 of them/],
  ['65', () => Array.from({ length: 65 }, () => black), invalid('images', '65 images'), /must be 1 to 64 of them/],
  [
    '9 MiB',
    () => [Buffer.alloc(9 * 1024 * 1024)],
    { reason: 'MESSAGE_TOO_LARGE', status: 'RESOURCE_EXHAUSTED', metadata: { limit: '8388608' } },
  ],
];

for (const [about, images, expected, message] of inline) {
  test(`${about} of images to embed at once are refused`, async (t) => {
    const error = await t.throwsAsync(services.embeddings.embed({ encoder, images: images() }), {
      instanceOf: ParallaxError,
      ...(message && { message }),
    });
    t.like(error, expected);
    t.truthy(await services.jobs.listJobs({}));
  });
}

const byHand: [about: string, json: string, message: RegExp][] = [
  ['an unknown field', '{"spec": {"batchSize": 64}}', /no known field named batchSize/],
  ['an unknown field deep inside', '{"spec": {"objective": {"tau": 1}}}', /no known field named tau/],
  ['a word for a number', '{"spec": {"batch": "many"}}', /many/],
  ['a number beyond its type', '{"spec": {"seed": 4294967296}}', /numeric value is out of range/],
  ['a batch of 0', '{"spec": {"batch": 0}}', /Code: InvalidArgument\s+Message: spec\.batch is 0/],
  [
    'a temperature of NaN',
    '{"spec": {"objective": {"nt_xent": {"temperature": "NaN"}}}}',
    /Message: spec\.objective\.nt_xent\.temperature is NaN/,
  ],
];

for (const [about, json, message] of byHand) {
  test(`grpcurl is told of ${about}`, async (t) => {
    const method = 'parallax.v1.TrainingService/StartTraining';
    const { ok, stderr } = await grpcurl(['-plaintext', '-d', json], services.stack.addresses.training, method);
    t.false(ok);
    t.regex(stderr, message);
  });
}
