import { checkParameter, invalidField, type ParameterValue } from '@parallax/errors';
import { networks } from './kinds/list.js';
import { type Network, type NetworkSpec, specOf } from './network.js';
import type { NetworkKind } from './network-kind.js';
import type { NetworkHints } from './state-dict.js';

/** What an encoder does to pixels in [0, 1] first: (x − mean) / deviation, for red, green and blue. */
export interface Normalisation {
  mean: number[];
  standardDeviation: number[];
}

/** The notebook's: [0, 1] → [−1, 1]. */
export const centred: Normalisation = { mean: [0.5, 0.5, 0.5], standardDeviation: [0.5, 0.5, 0.5] };

/** How a picture becomes what an encoder takes, and what it has learned from: a part of its file, as metadata. */
export interface Preprocessing {
  /** `crop`: the shorter side to the images' size, then the middle; `squeeze`: the whole picture, whatever its shape. */
  fit: (typeof fits)[number];
  normalisation: Normalisation;
  /** Of the pictures that it has learned from, for people; empty where nothing is known. */
  licence: string;
  origin: string;
  /** What it was trained in. */
  precision: 'PRECISION_FLOAT32' | 'PRECISION_BFLOAT16';
}

const fits = ['crop', 'squeeze'] as const;

/** What is assumed of an encoder whose file says nothing. */
const assumed: Preprocessing = {
  fit: 'crop',
  normalisation: centred,
  licence: '',
  origin: '',
  precision: 'PRECISION_FLOAT32',
};

/** Of the metadata that this code writes. */
const version = '1';

/** What metadata may say beside the normalisation. */
const beside = ['network', 'image_size', 'global_pooling', 'fit', 'licence', 'origin', 'precision'] as const;

/** float32 is not written, as it was not by versions that knew nothing else. */
const precisions = ['float32', 'bfloat16'] as const;

/** What the metadata of an encoder's file say: texts, as safetensors has them. */
export function encoderMetadata(
  network: Network,
  { fit, normalisation, licence, origin, precision }: Preprocessing,
): Record<string, string> {
  return {
    encoder_version: version,
    network: JSON.stringify(specOf(network)),
    image_size: String(network.size),
    fit,
    mean: JSON.stringify(normalisation.mean),
    standard_deviation: JSON.stringify(normalisation.standardDeviation),
    ...(licence !== '' && { licence }),
    ...(origin !== '' && { origin }),
    ...(precision === 'PRECISION_BFLOAT16' && { precision: 'bfloat16' }),
  };
}

/** The metadata of an encoder whose normalisation is not known: what is said of it, and nothing where nothing is. */
export function partialMetadata(stated: Record<string, string>): Record<string, string> {
  return Object.keys(stated).length > 0 ? { encoder_version: version, ...stated } : {};
}

/** What the metadata of an encoder's file say, and what is assumed where they say nothing. */
export interface ReadMetadata {
  network: NetworkHints;
  preprocessing: Preprocessing;
  /** Whether the normalisation, without which no features come out right, is assumed. */
  isAssumed: boolean;
  /** The entries beside the normalisation that were there, as they were. */
  stated: Record<string, string>;
}

/** @throws INVALID_FIELD that names the entry of the metadata which is wrong */
export function readEncoderMetadata(metadata: Readonly<Record<string, string>>): ReadMetadata {
  const { image_size: size, mean, standard_deviation: deviation } = metadata;
  if (size !== undefined && !/^\d{1,5}$/.test(size))
    throw invalidField('metadata.image_size', size, 'must be a number of pixels');
  return {
    network: { ...networkIn(metadata), ...(size !== undefined && { size: Number(size) }) },
    preprocessing: {
      fit: oneOf('fit', metadata.fit ?? assumed.fit, fits),
      normalisation: {
        mean: channelsOf('mean', mean, 0) ?? assumed.normalisation.mean,
        standardDeviation:
          channelsOf('standard_deviation', deviation, Number.MIN_VALUE) ?? assumed.normalisation.standardDeviation,
      },
      licence: metadata.licence ?? '',
      origin: metadata.origin ?? '',
      precision: readPrecision(metadata.precision),
    },
    isAssumed: mean === undefined || deviation === undefined,
    stated: Object.fromEntries(beside.flatMap((name) => (metadata[name] ? [[name, metadata[name]]] : []))),
  };
}

/** What an earlier version wrote in place of a network, of the notebook's. */
const globalPoolings = ['none', 'average'] as const;

/**
 * The network that metadata name: `{"conv": {"channels": [64, 128], "globalPooling": "GLOBAL_POOLING_NONE"}}`, as in a request.
 *
 * @throws INVALID_FIELD where it is none of those that there are, or has parameters that it can't have
 */
function networkIn({ network, global_pooling: pooling }: Readonly<Record<string, string>>): NetworkHints {
  if (network === undefined) {
    if (pooling === undefined) return {};
    const isAveraged = oneOf('global_pooling', pooling, globalPoolings) === 'average';
    return { globalPooling: isAveraged ? 'GLOBAL_POOLING_AVERAGE' : 'GLOBAL_POOLING_NONE' };
  }
  const field = 'metadata.network';
  const named = Object.entries(parseObject(field, network));
  const [[key, values] = ['', undefined]] = named;
  if (named.length !== 1 || !Object.hasOwn(networks, key) || !isObject(values))
    throw invalidField(field, network, `must be an object with one network: ${Object.keys(networks).join(', ')}`);
  const { parameters } = networks[key as keyof typeof networks] as unknown as NetworkKind;
  const known = Object.entries(parameters).map(([name, parameter]) => {
    const value = values[name] as ParameterValue | undefined;
    if (value === undefined) throw invalidField(`${field}.${name}`, '', 'must be there');
    checkParameter(`${field}.${name}`, value, parameter);
    return [name, value];
  });
  return { network: { [key]: Object.fromEntries(known) } as unknown as NetworkSpec };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function parseObject(field: string, text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch {
    // It is no JSON, and is refused like what is another.
  }
  throw invalidField(field, text, 'must be a JSON object');
}

function readPrecision(text: string | undefined): Preprocessing['precision'] {
  if (text === undefined) return assumed.precision;
  return oneOf('precision', text, precisions) === 'bfloat16' ? 'PRECISION_BFLOAT16' : 'PRECISION_FLOAT32';
}

function oneOf<T extends string>(entry: string, text: string, known: readonly T[]): T {
  const found = known.find((each) => each === text);
  if (found === undefined) throw invalidField(`metadata.${entry}`, text, `must be ${known.join(' or ')}`);
  return found;
}

/** One number for each channel, as JSON. */
function channelsOf(entry: string, text: string | undefined, lowest: number): number[] | undefined {
  if (text === undefined) return undefined;
  const must = `must be a JSON list of three numbers, ${lowest > 0 ? 'above 0' : 'from 0'} and at most 10`;
  try {
    const values: unknown = JSON.parse(text);
    if (Array.isArray(values) && values.length === 3 && values.every((value) => isNumber(value, lowest))) return values;
  } catch {
    // It is no JSON, and is refused like what is another.
  }
  throw invalidField(`metadata.${entry}`, text, must);
}

function isNumber(value: unknown, lowest: number): boolean {
  return typeof value === 'number' && value >= lowest && value <= 10;
}
