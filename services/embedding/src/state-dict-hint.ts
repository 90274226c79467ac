import { defaultsOf, type ParallaxError } from '@parallax/errors';
import { describe, familyOf, type NetworkKind, networks, notebook, stateEntries } from '@parallax/networks';

const kinds = Object.values<unknown>(networks) as NetworkKind[];

/** What is meant where nobody names a network. */
const usual = familyOf(notebook).kind;

const pooling =
  'where a global pooling comes before the head, say so, and the size (--global-pooling average --size 96)';

/** What to do about a state dict that is refused, where that can be told. @param said the metadata, with what the request says */
export function hintFor({ metadata }: ParallaxError, names: readonly string[], said: Record<string, string>): string {
  const { field, value } = metadata;
  const isOpen = !('network' in said) && !('global_pooling' in said);
  const named = namedIn(said);
  const found = kinds.find(({ family }) => names.some((name) => isCalled(name, family.tensor)));
  if (found && found.family.name !== named.family.name)
    return `; these are the names of ${found.family.name}${'network' in said ? `, and not of ${named.name}` : ''}: ${howToSay(found)}`;
  if (isOpen && (field === 'image size' || (field === 'metadata.image_size' && value !== ''))) return `; ${pooling}`;
  if (field === 'metadata.image_size' && value === '') return '; say the size of its images (size, or --size)';
  if (!isPart(names) || value !== 'missing') return '';
  return '; a model in several files is imported by its index (model.safetensors.index.json)';
}

/** The network that is said to be it: the notebook's, where none is. */
function namedIn({ network = '' }: Record<string, string>): NetworkKind {
  const [, named] = /"(\w+)"/.exec(network) ?? [];
  const found = Object.entries<unknown>(networks).find(([key]) => key === named);
  return (found?.[1] as NetworkKind | undefined) ?? usual;
}

/** Whether a tensor is called so, with or without a prefix. */
const isCalled = (name: string, expected: string): boolean => name === expected || name.endsWith(`.${expected}`);

/** How one of a family is named, of which there may be several. */
function howToSay({ name, family }: NetworkKind): string {
  if (name === usual.name) return `leave network out, or say ${name} (--network ${name})`;
  const isOnly = kinds.filter((kind) => kind.family.name === family.name).length === 1;
  return isOnly ? `say ${name} (network, or --network ${name})` : 'say which (network, or --network)';
}

/** Of names with fewer parts, such as `conv1.weight`, many networks have some that are unknown here. */
const tellingParts = 4;

/** Whether some of the names are those of a network's inner layers, or of a head's. */
function isPart(names: readonly string[]): boolean {
  const entries = kinds.flatMap(
    ({ layers, parameters }) => describe(layers(defaultsOf(parameters)), [notebook.size, notebook.size, 3]).entries,
  );
  const inner = [...entries, ...stateEntries(notebook)].filter(({ name }) => name.split('.').length >= tellingParts);
  return names.some((name) => inner.some((each) => isCalled(name, each.name)));
}
