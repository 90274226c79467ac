import type { HeadSpec, Network as NetworkMessage, TrainingSpec } from '@parallax/contract';
import { checkEnum, checkInteger, invalidField, type ParallaxError, snakeCase } from '@parallax/errors';
import type { Objective } from '@parallax/learning';
import {
  checkImageSize,
  describe,
  encoderLayers,
  familyOf,
  type Initialisation,
  initialisations,
  layersUpTo,
  type Network,
  type NetworkSpec,
  networks,
  predictorLayers,
  specOf,
  standardisedWeights,
  stateEntries,
} from '@parallax/networks';
import { defined, type Filled, namedOr, resolveDeclared } from './declared.js';
import { checkEncoderRef } from './encoder-ref.js';
import type { Preset } from './presets.js';
import type { ResolvedTraining } from './training.js';

/** A network and the head behind it, with nothing left open. */
export interface NetworkParts {
  network: NetworkSpec & { initialisation: Initialisation; size: number; weightStandardisation: boolean };
  head: Filled<HeadSpec>;
}

/** The network that a training is of. */
export function networkOf({ network, head }: NetworkParts): Network {
  const { hidden, output: outputs, batchNorm } = head;
  const { size, weightStandardisation } = network;
  // Older records say nothing of either.
  return {
    ...specOf(network),
    size,
    head: { hidden, outputs, ...(batchNorm && { batchNorm }) },
    ...(weightStandardisation && { weightStandardisation }),
  };
}

/**
 * The network: that of the encoder to start from, or what is asked for over what the preset says. The head is that encoder's too, and where
 * it has none, as a public backbone, the one of a network that begins anew.
 *
 * @throws INVALID_FIELD
 */
export function mergeNetwork(
  preset: Preset,
  { network: asked, head }: TrainingSpec,
  size: number,
  network: Network | undefined,
): NetworkParts {
  const spec = network ? specOf(network) : resolveNetwork('spec.network', asked, preset.network);
  // Another network than the preset's begins as its own class in PyTorch does, and may have no filters.
  const isOwn = isPresets(preset, spec);
  const begin = asked?.initialisation ?? (isOwn ? preset.network.initialisation : 'INITIALISATION_PYTORCH');
  const initialisation = checkEnum('spec.network.initialisation', begin, initialisations);
  const usual = !network && isOwn && preset.network.weightStandardisation;
  const weightStandardisation = asked?.weightStandardisation ?? usual;
  if (network?.head && head !== undefined) throw headIsThere(head);
  return {
    network: { ...spec, initialisation, size, weightStandardisation },
    head: network?.head ? headOf(network.head) : { ...preset.head, ...defined(head) },
  };
}

/** Whether a network is of the family of the preset's. */
function isPresets(preset: Preset, network: NetworkSpec): boolean {
  return familyOf(network).key === familyOf(preset.network).key;
}

/**
 * Whether weight decay is for biases too where nobody says: with presets that began so, and whose bits stay, for their own network without
 * norms, which with an objective's predictor there are some of.
 */
export function decaysBiases(preset: Preset, network: Network, { rows }: Objective): boolean {
  if (!preset.optimiser.decayBiases || !isPresets(preset, network)) return false;
  const predictor = rows.includes('predictions') ? predictorLayers(network) : [];
  const entries = [...stateEntries(network), ...describe(predictor, [0], false).entries];
  return !entries.some(({ role }) => role === 'gain');
}

function headOf({ hidden, outputs, batchNorm = false }: NonNullable<Network['head']>): Filled<HeadSpec> {
  return { hidden, output: outputs, batchNorm };
}

function headIsThere(head: unknown): ParallaxError {
  return invalidField('spec.head', JSON.stringify(head), 'is that of spec.start_from: leave it out');
}

/** The network that a request names, or the one that stands where it names none. @throws INVALID_FIELD */
export function resolveNetwork(
  field: string,
  asked: NetworkMessage | undefined | null,
  fallback: NetworkSpec,
): NetworkSpec {
  const given = namedOr(networks, asked ?? {}, specOf(fallback));
  return resolveDeclared(field, networks, given, fallback) as unknown as NetworkSpec;
}

/** Checks a network with its head. @throws INVALID_FIELD */
export function checkNetwork({ network, head }: NetworkParts): void {
  const problem = checkImageSize(network.size, network);
  if (problem) throw invalidField('spec.network.size', network.size, problem);
  if (network.weightStandardisation && standardisedWeights(encoderLayers(network)).length === 0) {
    const must = `must be false: ${familyOf(network).kind.name} has no filters that are standardised`;
    throw invalidField('spec.network.weight_standardisation', true, must);
  }
  checkInteger('spec.head.hidden', head.hidden, 1, 65536);
  checkInteger('spec.head.output', head.output, 1, 65536);
}

/** Checks where a training is to start, by the request alone: what a training leaves has a head. @throws INVALID_FIELD */
export function checkStart({ startFrom, network, head, freeze }: TrainingSpec): void {
  if (startFrom === undefined) {
    if (freeze === undefined) return;
    throw invalidField(
      'spec.freeze',
      freeze,
      'must come with spec.start_from: what is drawn at random is to be trained',
    );
  }
  checkEncoderRef('spec.start_from', startFrom);
  for (const [field, value] of networkFields(network ?? {})) {
    throw invalidField(`spec.network.${field}`, value, 'is that of spec.start_from: leave it out');
  }
  // Of an imported one that is to be looked at first.
  if (head !== undefined && startFrom.training !== undefined) throw headIsThere(head);
}

/** What a request says of a network but how it begins and is trained, by the fields' names. */
function networkFields({
  initialisation,
  weightStandardisation,
  ...rest
}: NetworkMessage): [field: string, value: unknown][] {
  return Object.entries(rest).flatMap(([key, value]): [string, unknown][] => {
    if (value === undefined || value === null) return [];
    if (typeof value !== 'object') return [[key, value]];
    const given = Object.entries(value).filter(([, each]) => each !== undefined && String(each) !== '');
    return given.length > 0 ? given.map(([name, each]) => [`${key}.${snakeCase(name)}`, each]) : [[key, '']];
  });
}

/**
 * Checks which layers of the encoder to start from are to stay as they are.
 *
 * @param from its network
 * @throws INVALID_FIELD
 */
export function checkFreeze({ freeze, network }: Pick<ResolvedTraining, 'freeze' | 'network'>, from: Network): void {
  if (freeze === undefined) return;
  layersUpTo(from, freeze, 'spec.freeze');
  // Standardised, the filters would not be what that encoder has.
  if (network.weightStandardisation)
    throw invalidField('spec.freeze', freeze, 'must be left out with spec.network.weight_standardisation');
}
