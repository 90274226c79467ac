import { checkImageSize, familyOf, headNames, type Network, notebook, stateEntries } from './network.js';
import { resamplePositions } from './resample.js';
import type { NetworkHints, Unchecked } from './state-dict.js';

/** What batch norms count, which no forward pass needs. */
const counters = /(^|\.)num_batches_tracked$/;

/** A `state_dict` as PyTorch users have it, brought to ours. */
export interface Adapted {
  tensors: Unchecked;
  /** What was changed, in words: a prefix taken off, types converted, tensors left out. */
  notes: string[];
}

/**
 * Takes off a prefix that all names share, converts F16, BF16 and F64 to F32, leaves out what is no parameter, and resamples positions
 * that are for images of another size. Nothing else is changed, so that what is no encoder is refused by the names that its file has.
 */
export function adaptStateDict(tensors: Unchecked, { network = notebook, size = 32 }: NetworkHints = {}): Adapted {
  const notes: string[] = [];
  const { classifier = 'fc' } = familyOf(network).kind;
  const isNoPart = (name: string) => counters.test(name) || name.startsWith(`${classifier}.`);
  const unwrapped = takeOffPrefix(tensors, rootsOf({ size: 32, ...network }), notes);
  const known = Object.entries(unwrapped).filter(([name]) => !isNoPart(name));
  const leftOut = Object.keys(unwrapped).filter(isNoPart);
  if (leftOut.length > 0) notes.push(`${inShort(leftOut)}: no part of the encoder, left out`);
  const converted = new Map<string, number>();
  const entries = known.map(([name, tensor]): [string, Unchecked[string]] => {
    const data = toFloat32(tensor);
    if (data === undefined) return [name, tensor];
    converted.set(tensor.dtype, (converted.get(tensor.dtype) ?? 0) + 1);
    return [name, { dtype: 'F32', shape: tensor.shape, data }];
  });
  for (const [dtype, count] of converted) notes.push(`${count} tensors of ${dtype}: converted to F32`);
  const adapted = Object.fromEntries(entries);
  return { tensors: checkImageSize(size, network) ? adapted : resampled(adapted, { ...network, size }, notes), notes };
}

/** With positions of patches for images of the network's size, where the file has others of them for another. */
function resampled(tensors: Unchecked, network: Network, notes: string[]): Unchecked {
  const position = stateEntries(network).find(({ role }) => role === 'position');
  if (!position) return tensors;
  const found = tensors[position.name];
  if (found?.dtype !== 'F32' || found.shape.length !== 3) return tensors;
  const [from, to] = [found.shape, position.shape].map(([, tokens = 0]) => Math.sqrt(tokens - 1)) as [number, number];
  if (from === to || !Number.isInteger(from) || from === 0 || found.shape[2] !== position.shape[2]) return tensors;
  notes.push(
    `${position.name} of ${from}×${from} patches: resampled to ${to}×${to}, for images of ${network.size}×${network.size}`,
  );
  const data = resamplePositions(found.data as Float32Array, from, to);
  return { ...tensors, [position.name]: { dtype: 'F32', shape: position.shape, data } };
}

/** Up to so many names with the same ending are told one by one. */
const MOST_TOLD = 2;

/** Names, of which many with the same ending are counted: `20 × num_batches_tracked, fc.weight, fc.bias`. */
function inShort(names: readonly string[]): string {
  const alike = new Map<string, string[]>();
  for (const name of names) {
    const ending = name.slice(name.lastIndexOf('.') + 1);
    alike.set(ending, [...(alike.get(ending) ?? []), name]);
  }
  return [...alike]
    .flatMap(([ending, own]) => (own.length > MOST_TOLD ? [`${own.length} × ${ending}`] : own))
    .join(', ');
}

/** What the names of a network's tensors begin with. */
function rootsOf(network: Network): Set<string> {
  const names = stateEntries(network).map(({ name }) => name);
  return new Set([...names, headNames(false).first].map((name) => `${name.split('.')[0]}.`));
}

/** Wrappers put one before the names of their module's parameters: `module.` (DataParallel), `_orig_mod.` (torch.compile), `model.`. */
function takeOffPrefix(tensors: Unchecked, roots: ReadonlySet<string>, notes: string[]): Unchecked {
  let prefix = '';
  const names = Object.keys(tensors);
  const isOurs = (name: string) => [...roots].some((root) => name.startsWith(root, prefix.length));
  while (!names.some(isOurs)) {
    const [first = ''] = names;
    const end = first.indexOf('.', prefix.length) + 1;
    if (end === 0 || !names.every((name) => name.startsWith(first.slice(0, end)))) return tensors;
    prefix = first.slice(0, end);
  }
  if (prefix === '') return tensors;
  notes.push(`the prefix ${prefix} of all names: taken off`);
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name.slice(prefix.length), tensor]));
}

/** Undefined where it is F32 already, or holds no floats. */
function toFloat32({ dtype, data }: Unchecked[string]): Float32Array | undefined {
  if (dtype === 'F64') return Float32Array.from(data as Float64Array);
  if (dtype === 'BF16') return fromBfloat16(data as Uint16Array);
  return dtype === 'F16' ? Float32Array.from(data as Uint16Array, fromFloat16) : undefined;
}

/** The upper half of a float32. */
function fromBfloat16(bits: Uint16Array): Float32Array {
  const wide = Uint32Array.from(bits, (half) => half << 16);
  return new Float32Array(wide.buffer);
}

/** IEEE 754's binary16: a sign, 5 bits of exponent, 10 of fraction. */
function fromFloat16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
