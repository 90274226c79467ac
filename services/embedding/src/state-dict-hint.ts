import type { ParallaxError } from '@parallax/errors';
import { networks } from '@parallax/networks';

/** Networks that are told by how their tensors are called: what they are called, and how one of them is said. */
const families: readonly { what: string; sign: RegExp; names: RegExp; say: string }[] = [
  {
    what: 'a ResNet',
    sign: /(^|\.)layer1\.0\.conv1\.weight$/,
    names: /^resnet/,
    say: 'say which (network, or --network)',
  },
  {
    what: 'a vision transformer',
    sign: /(^|\.)patch_embed\.proj\.weight$/,
    names: /^vit/,
    say: 'say which (network, or --network)',
  },
  {
    what: 'conv',
    sign: /(^|\.)encoder\.encoder\.0\.weight$/,
    names: /^conv$/,
    say: 'leave network out, or say conv (--network conv)',
  },
];

const pooling =
  'where a global pooling comes before the head, say so, and the size (--global-pooling average --size 96)';

/** What to do about a state dict that is refused, where that can be told. @param said the metadata, with what the request says */
export function hintFor({ metadata }: ParallaxError, names: readonly string[], said: Record<string, string>): string {
  const { field, value } = metadata;
  const isOpen = !('network' in said) && !('global_pooling' in said);
  const named = namedIn(said);
  const family = families.find(({ sign }) => names.some((name) => sign.test(name)));
  if (family && !family.names.test(named))
    return `; these are the names of ${family.what}${'network' in said ? `, and not of ${named}` : ''}: ${family.say}`;
  if (isOpen && (field === 'image size' || (field === 'metadata.image_size' && value !== ''))) return `; ${pooling}`;
  if (field === 'metadata.image_size' && value === '') return '; say the size of its images (size, or --size)';
  const isPart = names.some((name) => /(^|\.)(encoder\.encoder|projection_head|layer\d)\.\d/.test(name));
  if (!isPart || value !== 'missing') return '';
  return '; a model in several files is imported by its index (model.safetensors.index.json)';
}

/** The name of the network that is said to be it: the notebook's, where none is. */
function namedIn({ network = '{"conv": {}}' }: Record<string, string>): string {
  const [, key = ''] = /"(\w+)"/.exec(network) ?? [];
  return networks[key as keyof typeof networks]?.name ?? key;
}
