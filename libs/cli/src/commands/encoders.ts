import type { BlobRef, Encoder, EncoderRef, ImportEncoderRequestInput, NetworkInput } from '@parallax/contract';
import { type Declaration, invalidField, ParallaxError, type ParameterValue } from '@parallax/errors';
import { familyOf, type NetworkSpec, networks } from '@parallax/networks';
import type { Command } from 'commander';
import { allPages } from '../all-pages.js';
import { askStore } from '../ask-store.js';
import { flagFor, wordOf } from '../declared-flags.js';
import { download } from '../download.js';
import { readEncoderFile } from '../encoder-file.js';
import { formatBytes, formatNumber } from '../format.js';
import { checkId, stateOf } from '../jobs.js';
import { fileOption } from '../out-options.js';
import { printable } from '../printable.js';
import { pytorchCode } from '../pytorch-code.js';
import { action, type Session } from '../session.js';
import { table } from '../table.js';
import { choice, encoderIn, toNumber, toNumbers } from '../values.js';

/** Normalisations that have a name: torchvision's for its models, and the notebook's. */
const normalisations = {
  imagenet: { mean: [0.485, 0.456, 0.406], standardDeviation: [0.229, 0.224, 0.225] },
  half: { mean: [0.5, 0.5, 0.5], standardDeviation: [0.5, 0.5, 0.5] },
} as const;

const names = Object.values(networks).map(({ name }) => name);

/** A parameter of networks that tensors don't say: one of a few words. */
interface OpenParameter {
  name: string;
  choices: readonly string[];
  words: string[];
  /** The word that is meant where nobody says one. */
  usual: string;
  /** Whose it is. */
  of: string[];
}

const openParameters = openParametersOf(Object.values<Pick<Declaration, 'name' | 'parameters'>>(networks));

function openParametersOf(kinds: readonly Pick<Declaration, 'name' | 'parameters'>[]): OpenParameter[] {
  const declared = new Map(kinds.flatMap(({ parameters }) => Object.entries(parameters)));
  return [...declared].flatMap(([name, parameter]) => {
    if (!('choices' in parameter)) return [];
    const { choices } = parameter;
    const of = kinds.filter(({ parameters }) => name in parameters).map((kind) => kind.name);
    const word = (each: string) => wordOf(each, choices);
    return [{ name, choices, words: choices.map(word), usual: word(parameter.default), of }];
  });
}

interface ImportOptions extends Record<string, unknown> {
  normalisation?: keyof typeof normalisations;
  mean?: number[];
  standardDeviation?: number[];
  size?: number;
  fit?: string;
  network?: string;
  licence?: string;
  origin?: string;
}

const examples = `
Examples:
  $ parallax encoders list
  $ parallax encoders show training-1a2b
  $ parallax encoders export training-1a2b --out encoder.safetensors
  $ parallax encoders import encoder.safetensors          then: parallax embed --encoder SHA256
  $ parallax encoders import theirs.safetensors --network resnet18 --stem imagenet --size 224 --normalisation imagenet
  $ parallax encoders import theirs.safetensors --network vit_tiny --patch 16 --size 224 --normalisation half
  $ parallax encoders import theirs.safetensors --mean 0.4,0.4,0.4 --standard-deviation 0.2,0.2,0.2

An ENCODER is the id of a training (with @N the encoder that it kept of epoch N) or of an embedding, or the sha256 of an encoder. The file is the state_dict of the
network's class in PyTorch (of conv the notebook's, of resnet18 torchvision's, of vit_tiny timm's), as safetensors.`;

export function addEncoders(program: Command): void {
  const encoders = program
    .command('encoders')
    .description('list, show, import and export encoders')
    .addHelpText('afterAll', examples);
  encoders.command('list').description('those that were trained or imported').action(action(listEncoders));
  encoders
    .command('show')
    .description('its size, and what it expects of pictures')
    .argument('<encoder>', 'a training, an embedding or a sha256')
    .action(action<object, [string]>(showEncoder));
  const imports = encoders
    .command('import')
    .description("take a PyTorch state_dict of the network's class, to embed and probe with it")
    .argument('<file>', 'a safetensors file, or the index of several: model.safetensors.index.json')
    .option('--mean <r,g,b>', 'by which pixels on [0, 1] were normalised; default as its file says, or 0.5', toNumbers)
    .option('--standard-deviation <r,g,b>', 'the same', toNumbers)
    .addOption(
      choice('--normalisation <name>', 'instead of both: imagenet, or half, which is 0.5', ['imagenet', 'half']),
    )
    .option(
      '--size <pixels>',
      'a side of its images, where its weights leave it open or are to be for another',
      toNumber,
    )
    .addOption(choice('--fit <rule>', 'how a picture becomes one of these; default crop', ['crop', 'squeeze']))
    .addOption(choice('--network <name>', 'which it is, where its file says nothing; default conv', names))
    .option('--licence <text>', 'of the pictures that it has learned from, for people')
    .option('--origin <text>', 'where these are from, for people')
    .action(action<ImportOptions, [string]>(importEncoder));
  for (const { name, words, usual, of } of openParameters)
    imports.addOption(choice(`${flagFor(name)} <kind>`, `of ${of.join(', ')}; default ${usual}`, words));
  encoders
    .command('export')
    .description('write an encoder and its head as a file that PyTorch reads')
    .argument('<encoder>', 'a training, an embedding or a sha256')
    .addOption(fileOption('--out <file>', 'where to').makeOptionMandatory())
    .action(action<{ out: string }, [string]>(exportEncoder));
}

async function listEncoders(session: Session): Promise<void> {
  const client = session.client('EmbeddingService');
  const encoders = await allPages(
    (page) => client.listEncoders(page, { signal: session.signal }),
    (page) => page.encoders,
  );
  const rows = encoders.map((encoder) => {
    const { blob, size = 0, features = 0, parameters = 0, licence = '' } = encoder;
    return [
      blob?.sha256 ?? '',
      familyOf(encoder.network as NetworkSpec).kind.name,
      `${size}×${size}`,
      formatNumber(features),
      formatNumber(parameters),
      licence,
    ];
  });
  const text =
    rows.length > 0 ? table(['sha256', 'network', 'images', 'features', 'parameters', 'licence'], rows) : 'no encoders';
  session.answer('ListEncodersResponse', { encoders }, text);
}

async function showEncoder(session: Session, _: object, text: string): Promise<void> {
  const encoder = await getEncoder(session, text);
  session.answer('GetEncoderResponse', { encoder }, describeEncoder(encoder));
}

async function getEncoder(session: Session, text: string): Promise<Encoder> {
  const { signal } = session;
  const ref = text.startsWith('embedding-') ? await encoderOfEmbedding(session, text) : toRef(text);
  const response = await session.client('EmbeddingService').getEncoder({ encoder: ref }, { signal });
  return response.encoder as Encoder;
}

function toRef(text: string): EncoderRef {
  const encoder = encoderIn(text);
  if (encoder && 'training' in encoder) checkId(encoder.training);
  if (encoder) return encoder;
  throw invalidField('ENCODER', text, 'must be a training, an embedding or the sha256 of an encoder: others make none');
}

async function encoderOfEmbedding(session: Session, id: string): Promise<EncoderRef> {
  const { job = {} } = await session.client('JobService').getJob({ id: checkId(id) }, { signal: session.signal });
  const sha256 = job.embeddingResult?.encoder?.blob?.sha256;
  if (sha256 !== undefined) return { sha256 };
  throw new ParallaxError('JOB_NOT_ENDED', `${id} has no encoder yet: it is ${stateOf(job)}`);
}

function describeEncoder(encoder: Encoder): string {
  const { blob, parameters = 0, features = 0, projections = 0, size = 0, fit, licence, origin } = encoder;
  const { mean = [], standardDeviation = [] } = encoder.normalisation ?? {};
  return [
    `encoder  ${blob?.sha256}`,
    `network  ${describeNetwork(encoder)}; ${formatNumber(parameters)} parameters; h ${formatNumber(features)}, z ${formatNumber(projections)}`,
    `images   ${size}×${size}, ${fit}; trained in ${(encoder.precision ?? '').replace('PRECISION_', '').toLowerCase()}`,
    `pixels   mean ${mean.join(', ')}; deviation ${standardDeviation.join(', ')}${encoder.assumed ? ' (assumed: its file says nothing)' : ''}`,
    ...(licence ? [`licence  ${printable(licence)}`] : []),
    ...(origin ? [`origin   ${printable(origin)}`] : []),
    ...(encoder.tensorsSha256 ? [`tensors  ${encoder.tensorsSha256}`] : []),
  ].join('\n');
}

async function importEncoder(session: Session, options: ImportOptions, file: string): Promise<void> {
  const { signal } = session;
  const client = session.client('EmbeddingService');
  const fields = importFields(options);
  const bytes = await readEncoderFile(file);
  const upload = await client.createUpload({}, { signal });
  await askStore(upload.url, `the upload of ${file}`, { method: 'PUT', body: new Uint8Array(bytes), signal });
  const response = await client.importEncoder({ ...fields, key: upload.key }, { signal }).catch((thrown: unknown) => {
    const error = ParallaxError.from(thrown);
    if (error.metadata.field !== 'key') throw thrown;
    // What it is called in the store says nothing to who has named a file.
    throw invalidField('FILE', file, error.message.replace(/^.*?: it must/, 'must'), thrown);
  });
  for (const note of response.notes) session.progress.say(note);
  const { encoder } = response;
  if (encoder?.assumed)
    session.progress.say(
      `its file says no normalisation: mean and deviation 0.5 are assumed (--mean, --standard-deviation), of images of ${encoder.size}×${encoder.size}, ${encoder.fit}`,
    );
  const text = `${encoder?.blob?.sha256} (${formatNumber(encoder?.parameters ?? 0)} parameters)`;
  session.answer('ImportEncoderResponse', response, text);
}

/** @throws INVALID_FIELD where only one half of a normalisation is given */
function importFields(options: ImportOptions): Omit<ImportEncoderRequestInput, 'key'> {
  const { normalisation: named, network, ...rest } = options;
  if (named && (options.mean || options.standardDeviation))
    throw invalidField('--normalisation', named, 'must be left out with --mean and --standard-deviation');
  const { mean, standardDeviation } = named ? normalisations[named] : options;
  if ((mean === undefined) !== (standardDeviation === undefined)) {
    const missing = mean === undefined ? '--mean' : '--standard-deviation';
    throw invalidField(missing, '', 'must be given with the other half of the normalisation');
  }
  const { size, fit, licence, origin } = rest;
  return {
    ...{ size, fit, licence, origin },
    ...(mean && standardDeviation && { normalisation: { mean: [...mean], standardDeviation: [...standardDeviation] } }),
    ...networkFields(options),
  };
}

/** @throws INVALID_FIELD where a parameter is given that the network hasn't */
function networkFields(options: ImportOptions): { network?: NetworkInput } {
  const given = openParameters.filter(({ name }) => options[name] !== undefined);
  const { network: named = given.length > 0 ? 'conv' : undefined } = options;
  if (named === undefined) return {};
  const values = given.map(({ name, choices, words, of }) => {
    const word = options[name] as string;
    if (!of.includes(named)) throw invalidField(flagFor(name), word, `must come with --network ${of.join(' or ')}`);
    return [name, choices[words.indexOf(word)]];
  });
  const [key] = Object.entries(networks).find(([, { name }]) => name === named) as [string, unknown];
  return { network: { [key]: Object.fromEntries(values) } as NetworkInput };
}

/** The network with its parameters, for people. */
function describeNetwork({ network }: Encoder): string {
  const { key, kind, values } = familyOf(network as NetworkSpec);
  if (key === undefined) return 'unknown';
  const told = Object.entries(kind.parameters).map(([name, parameter]) => {
    const value = (values as Record<string, ParameterValue>)[name];
    if (!('choices' in parameter)) return `${name} ${value}`;
    const word = wordOf(String(value), parameter.choices);
    return `${word === 'none' ? 'no' : word} ${spaced(name)}`;
  });
  return [kind.name, ...told].join(', ');
}

const spaced = (name: string): string => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

async function exportEncoder(session: Session, { out }: { out: string }, text: string): Promise<void> {
  const encoder = await getEncoder(session, text);
  const blob = encoder.blob as BlobRef;
  await download(session, blob, out);
  const written = `${out} (${formatBytes(blob.size ?? 0)}, ${blob.sha256})`;
  const how = 'In PyTorch, embed("picture.jpg") is its h of a picture:';
  session.answer('GetEncoderResponse', { encoder }, `${written}\n\n${how}\n\n${pytorchCode(encoder, out)}`);
}
