import { probeFlags } from './probe-flags.js';
import type { SpecFlag } from './spec.js';
import { precisionFlag, trainingFlags } from './training-flags.js';
import { asIs, toDataset, toEncoder, toEnum, toIds, toNumber, toRecipe, toShard } from './values.js';

/** The fields of an ImportSpec; its source is an argument. */
export const importFlags: readonly SpecFlag[] = [
  { flags: '--name <name>', about: 'what the dataset is to be called', path: 'name', parse: asIs },
  { flags: '--size <pixels>', about: 'a side; default theirs, or 96', path: 'size', parse: toNumber },
  {
    flags: '--fit <rule>',
    about: 'crop (the default): the middle of each; squeeze: all of it',
    path: 'fit',
    parse: toEnum('FIT'),
    choices: ['crop', 'squeeze'],
  },
  {
    flags: '--group <column>',
    about: 'of a table of labels: keeps its pictures on one side; of few groups --test holds out quite another share',
    path: 'group',
    parse: asIs,
  },
  {
    flags: '--test <share>',
    about:
      'held out as test, such as 0.1, where the source has none; a warning says where quite another share came out',
    path: 'test',
    parse: toNumber,
  },
  {
    flags: '--max-bad <share>',
    about: 'unreadable pictures before it fails; default 0.05',
    path: 'maxBad',
    parse: toNumber,
  },
  {
    flags: '--drop-duplicates',
    about: 'leave out what looks like an earlier picture',
    path: 'dropDuplicates',
    parse: () => true,
  },
  { flags: '--licence <text>', about: 'under which the pictures are, for people', path: 'licence', parse: asIs },
  { flags: '--origin <text>', about: 'where they are from, for people', path: 'origin', parse: asIs },
];

/** The fields of an EmbeddingSpec. */
export const embeddingFlags: readonly SpecFlag[] = [
  {
    flags: '--encoder <encoder>',
    about: "a training's id, ended or not (with @N as it kept it of epoch N), or a sha256",
    path: 'encoder',
    parse: toEncoder,
  },
  {
    flags: '--dataset <name>',
    about: "a name or a digest; default the training's, or cifar10",
    path: 'dataset',
    parse: toDataset,
  },
  { flags: '--split <name>', about: 'default test', path: 'split', parse: asIs, choices: ['train', 'test'] },
  { flags: '--images <n>', about: 'the first N images only', path: 'images', parse: toNumber },
  { ...precisionFlag, about: 'of convolutions and transformers; default auto: that of the training' },
];

/** Of an embedding that is one of several: a Job in Kubernetes counts its shards itself. */
export const shardFlag: SpecFlag = {
  flags: '--shard <i/n>',
  about: 'one of N parts of the images, counted from 0',
  path: 'shard',
  parse: toShard,
};

/** What a ProbeSpec is about. */
export const probeInputFlags: readonly SpecFlag[] = [
  { flags: '--train <id>', about: "the training images' embedding job", path: 'embeddings.train', parse: asIs },
  { flags: '--test <id>', about: "the test images' embedding job", path: 'embeddings.test', parse: asIs },
  {
    flags: '--train-shards <ids>',
    about: 'instead: all shards of one, with commas',
    path: 'embeddings.trainShards',
    parse: toIds,
  },
  {
    flags: '--test-shards <ids>',
    about: 'instead: all shards of one, with commas',
    path: 'embeddings.testShards',
    parse: toIds,
  },
  {
    flags: '--views <recipe>',
    about: "instead: the pixels of this recipe's views, a name or a .json file; not a number, as a training's --views",
    path: 'views.recipe',
    parse: toRecipe('--views'),
  },
  { flags: '--train-images <n>', about: 'of views: the first N', path: 'views.trainImages', parse: toNumber },
  { flags: '--test-images <n>', about: 'of views: the first N', path: 'views.testImages', parse: toNumber },
];

/** Fields of requests that have a flag on every command that starts a job. */
const startFlagsByField: Readonly<Record<string, string>> = {
  experiment: '--experiment',
  'spec.continue_from.more_epochs': '--epochs',
  request_id: '--request-id',
  'spec.labels': '--labels',
  'spec.label_file': '--labels',
  'spec.replace': '--replace',
  'options.priority': '--priority',
  'options.max_attempts': '--max-attempts',
  'options.max_duration': '--max-duration',
};

/**
 * The flag that sets a field of a request, or undefined where none does.
 *
 * @param field as the contract spells it: `spec.optimiser.adamw.learning_rate`
 */
export function flagOf(field: string): string | undefined {
  const path = field.replace(/^spec\./, '').replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  const all = [...importFlags, ...trainingFlags, ...embeddingFlags, shardFlag, ...probeInputFlags, ...probeFlags];
  // The longest that fits: an objective has a flag, and each of its parameters.
  const found = all
    .filter(
      ({ path: own }) =>
        own !== '' && new RegExp(`^${own.replaceAll('.', '\\.').replaceAll('*', '\\w+')}(\\.|\\[|$)`).test(path),
    )
    .sort((a, b) => b.path.length - a.path.length)[0];
  return found?.flags.split(' ')[0] ?? (Object.hasOwn(startFlagsByField, field) ? startFlagsByField[field] : undefined);
}
