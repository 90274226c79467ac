import { invalidField } from '@parallax/errors';
import { describe } from './describe.js';
import { fuse } from './layer.js';
import { encoderLayers, type NetworkSpec } from './network.js';

/**
 * How many of an encoder's layers, in the order in which they are built, come before the end of the one that is named, with itself.
 *
 * @param name what the names of its tensors begin with, such as `layer3` or `layer3.0`
 * @throws INVALID_FIELD that lists the names there are: none of them leaves nothing to be trained
 */
export function layersUpTo(network: NetworkSpec, name: string, field: string): number {
  const places = layerPlaces(network);
  const found = places.get(name);
  if (found !== undefined) return found;
  throw invalidField(
    field,
    name,
    `must be one of ${[...places.keys()].join(', ')}: one that is there, with others behind it`,
  );
}

/** By the names of layers, and of groups of them, how many there are up to their end. */
function layerPlaces(network: NetworkSpec): Map<string, number> {
  const layers = fuse(encoderLayers(network));
  const named = layers.map((layer) => commonName(describe([layer], [0], false).entries.map(({ name }) => name)));
  const last = named.findLastIndex((name) => name !== '');
  const places = new Map<string, number>();
  for (const [place, name] of named.entries()) {
    const parts = name.split('.');
    for (let length = 1; length <= parts.length; length++) places.set(parts.slice(0, length).join('.'), place + 1);
  }
  return new Map([...places].filter(([name, count]) => name !== '' && count <= last));
}

/**
 * What a layer is called by whose tensors these are: `layer1.0` of `layer1.0.conv1.weight` and `layer1.0.bn1.weight`. Tensors that are of no
 * module, such as a class token, don't count: patches are `patch_embed.proj`.
 */
function commonName(tensors: readonly string[]): string {
  const modules = tensors.filter((name) => name.includes('.')).map((name) => name.split('.').slice(0, -1));
  const [first = [], ...others] = modules;
  const apart = first.findIndex((part, at) => others.some((other) => other[at] !== part));
  return first.slice(0, apart < 0 ? undefined : apart).join('.');
}
