import type { EmbeddingSpec, TrainingSpec } from '@parallax/contract';
import { ParallaxError, type Status } from '@parallax/errors';
import test from 'ava';
import sharp from 'sharp';
import { grpcurl } from '../rpc/support/grpcurl.js';
import { type Services, startServices } from './support/services.js';

let services: Services;
let black: Buffer;

test.before(async (t) => {
  t.timeout(600_000);
  services = await startServices();
  black = await sharp({ create: { width: 32, height: 32, channels: 3, background: '#000' } })
    .png()
    .toBuffer();
});

test.after.always(() => services?.stop());

type Refusal<Spec> = [about: string, spec: Spec, message: RegExp, status?: Status];

const nan = Number.NaN;
const missing = 'training-0123456789abcdef';
const sha256 = '0'.repeat(64);

const trainings: Refusal<TrainingSpec>[] = [
  ['an unknown preset', { preset: 'best' }, /^spec\.preset is "best": it must be one of simclr, notebook/],
  ['an unknown dataset', { dataset: 'imagenet' }, /^there is no dataset "imagenet"/, 'NOT_FOUND'],
  ['more images than there are', { images: 50_001 }, /^spec\.images is 50001: it must be at most 50000/],
  ['no images', { images: 0 }, /^spec\.images is 0/],
  ['a batch of 0', { batch: 0 }, /^spec\.batch is 0: it must be a whole number from 2 to 8192/],
  ['a batch of 1 for NT-Xent', { batch: 1 }, /^spec\.batch is 1/],
  ['a negative batch', { batch: -64 }, /^spec\.batch is -64/],
  ['a huge batch', { batch: 2 ** 31 - 1 }, /^spec\.batch is 2147483647/],
  [
    'a batch beyond the images',
    { images: 10, batch: 64 },
    /^spec\.images is 10: it must be at least spec\.batch \(64\)/,
  ],
  ['no epochs', { epochs: 0 }, /^spec\.epochs is 0/],
  ['negative epochs', { epochs: -5 }, /^spec\.epochs is -5/],
  ['no steps between checkpoints', { checkpointSteps: 0 }, /^spec\.checkpoint_steps is 0/],
  ['a temperature of 0', { objective: { temperature: 0 } }, /^spec\.objective\.temperature is 0/],
  ['a temperature of NaN', { objective: { temperature: nan } }, /^spec\.objective\.temperature is NaN/],
  ['an infinite temperature', { objective: { temperature: Infinity } }, /^spec\.objective\.temperature is Infinity/],
  [
    'no objective',
    { objective: { kind: 'OBJECTIVE_KIND_UNSPECIFIED' } },
    /^spec\.objective\.kind is "OBJECTIVE_KIND_U/,
  ],
  ['a learning rate of 0', { optimiser: { learningRate: 0 } }, /^spec\.optimiser\.learning_rate is 0/],
  ['a learning rate of NaN', { optimiser: { learningRate: nan } }, /^spec\.optimiser\.learning_rate is NaN/],
  ['a β₁ of 1', { optimiser: { beta1: 1 } }, /^spec\.optimiser\.beta1 is 1: it must be a number .*at most 0\.99999/],
  ['a negative β₂', { optimiser: { beta2: -0.1 } }, /^spec\.optimiser\.beta2 is -0\.1/],
  ['an ε of 0', { optimiser: { epsilon: 0 } }, /^spec\.optimiser\.epsilon is 0/],
  ['a negative weight decay', { optimiser: { weightDecay: -1 } }, /^spec\.optimiser\.weight_decay is -1/],
  ['a negative clip', { optimiser: { clipNorm: -1 } }, /^spec\.optimiser\.clip_norm is -1/],
  ['a warm-up of all steps', { schedule: { warmup: 1 } }, /^spec\.schedule\.warmup is 1/],
  ['a block of no channels', { encoder: { channels: [8, 0] } }, /^spec\.encoder\.channels\[1\] is 0/],
  [
    'six blocks',
    { encoder: { channels: [1, 1, 1, 1, 1, 1] } },
    /^spec\.encoder\.channels is "6 entries": it must have 1 to 5/,
  ],
  ['a head of no outputs', { head: { output: 0 } }, /^spec\.head\.output is 0/],
  ['a head of negative width', { head: { hidden: -1 } }, /^spec\.head\.hidden is -1/],
  ['an unknown recipe', { recipe: { name: 'x', operations: [] } }, /^there is no recipe "x"/, 'NOT_FOUND'],
  [
    'a crop of 0',
    { recipe: { name: 'x', operations: [{ randomResizedCrop: { size: 0 } }] } },
    /^spec\.recipe\.operations\[0\]\.random_resized_crop\.size is 0/,
  ],
  [
    'views of another size',
    { recipe: { name: 'x', operations: [{ randomResizedCrop: { size: 16 } }] } },
    /^spec\.recipe is "one of views of 16×16": it must crop to 32/,
  ],
  [
    'a probability of NaN',
    { recipe: { name: 'x', operations: [{ randomHorizontalFlip: { probability: nan } }] } },
    /^spec\.recipe\.operations\[0\]\.random_horizontal_flip\.probability is NaN/,
  ],
  ['a start from nothing', { startFrom: {} }, /^spec\.start_from is "": it must name a training or the sha256/],
  ['a start from a probe', { startFrom: { training: 'probe-1' } }, /^spec\.start_from\.training is "probe-1"/],
  ['a start from a missing training', { startFrom: { training: missing } }, new RegExp(missing), 'NOT_FOUND'],
  ['a start from half a sha256', { startFrom: { sha256: 'abc' } }, /^spec\.start_from\.sha256 is "abc"/],
  ['a start from a missing encoder', { startFrom: { sha256 } }, /^there is no encoder "0000/, 'NOT_FOUND'],
  [
    'widths beside a start',
    { startFrom: { sha256 }, encoder: { channels: [8, 16] } },
    /^spec\.encoder\.channels is 8,16: it is that of spec\.start_from/,
  ],
  [
    'a head beside a start',
    { startFrom: { sha256 }, head: { output: 4 } },
    /^spec\.head is .*: it is that of spec\.st/,
  ],
];

const encoder = { sha256 };

const embeddings: Refusal<EmbeddingSpec>[] = [
  ['no encoder', {}, /^spec\.encoder is "": it must name a training or the sha256 of an encoder/],
  ['a missing encoder', { encoder }, /^there is no encoder "0000/, 'NOT_FOUND'],
  ['a missing training', { encoder: { training: missing } }, new RegExp(missing), 'NOT_FOUND'],
  ['an unknown dataset', { encoder, dataset: 'imagenet' }, /^there is no dataset "imagenet"/, 'NOT_FOUND'],
  ['an unknown split', { encoder, split: 'all' }, /^spec\.split is "all": it must be one of train, test/],
  ['no images', { encoder, images: 0 }, /^spec\.images is 0/],
  ['a negative number of images', { encoder, images: -1 }, /^spec\.images is -1/],
  ['more images than there are', { encoder, images: 10_001 }, /^spec\.images is 10001: it must be at most 10000/],
];

for (const [about, spec, message, status = 'INVALID_ARGUMENT'] of trainings) {
  test(`a training with ${about} is refused by name, and the server goes on`, async (t) => {
    const error = await t.throwsAsync(services.trainings.startTraining({ spec }), { instanceOf: ParallaxError });
    t.regex(error?.message ?? '', message);
    t.is(error?.status, status);
    t.truthy(await services.jobs.listJobs({}));
  });
}

for (const [about, spec, message, status = 'INVALID_ARGUMENT'] of embeddings) {
  test(`an embedding with ${about} is refused by name, and the server goes on`, async (t) => {
    const error = await t.throwsAsync(services.embeddings.startEmbedding({ spec }), { instanceOf: ParallaxError });
    t.regex(error?.message ?? '', message);
    t.is(error?.status, status);
    t.truthy(await services.jobs.listJobs({}));
  });
}

const inline: [about: string, images: () => Buffer[], message: RegExp, status?: Status][] = [
  ['none', () => [], /^images is "0 images": it must be 1 to 64 of them/],
  ['65', () => Array.from({ length: 65 }, () => black), /^images is "65 images": it must be 1 to 64 of them/],
  ['9 MiB', () => [Buffer.alloc(9 * 1024 * 1024)], /takes at most 8388608 bytes$/, 'RESOURCE_EXHAUSTED'],
];

for (const [about, images, message, status = 'INVALID_ARGUMENT'] of inline) {
  test(`${about} of images to embed at once are refused`, async (t) => {
    const error = await t.throwsAsync(services.embeddings.embed({ encoder, images: images() }), {
      instanceOf: ParallaxError,
    });
    t.regex(error?.message ?? '', message);
    t.is(error?.status, status);
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
    '{"spec": {"objective": {"temperature": "NaN"}}}',
    /Message: spec\.objective\.temperature is NaN/,
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
