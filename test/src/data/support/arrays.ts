import { crc32, deflateRawSync } from 'node:zlib';
import { type Format, type Item, openArrays, type Source } from '@parallax/data';
import type { ExecutionContext } from 'ava';
import { invalid } from '../../support/errors.js';

/** A source that holds files in memory, and counts the bytes that it is asked for. */
export interface MemorySource extends Source {
  bytesRead: number;
}

export function sourceOf(files: Record<string, Uint8Array>, value = 'here'): MemorySource {
  const source: MemorySource = {
    field: 'folder',
    value,
    bytesRead: 0,
    read: async (name) => files[name],
    list: async () =>
      Object.entries(files)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, bytes]) => {
          const readRange = async (start: number, end: number) => {
            const range = bytes.subarray(start, end);
            source.bytesRead += range.length;
            return range;
          };
          return { name, size: bytes.length, read: () => readRange(0, bytes.length), readRange };
        }),
  };
  return source;
}

/** What the files are, as a dataset of arrays. */
export async function open(files: Record<string, Uint8Array>, value?: string): Promise<Format | undefined> {
  const source = sourceOf(files, value);
  return openArrays(source, await source.list());
}

/** The items of all units, in their order. */
export async function itemsOf(format: Format | undefined, signal?: AbortSignal): Promise<Item[]> {
  const items: Item[] = [];
  for (const unit of format?.units ?? []) {
    for await (const item of unit.read(signal)) items.push(item);
  }
  return items;
}

/** Items without their content, for comparison. */
export function titlesOf(items: Item[]): [name: string, split?: string, label?: string | number][] {
  return items.map(({ name, split, label }) => [name, split, label]);
}

/** An item's pixels, as numbers. */
export function pixelsOf(item: Item | undefined): number[] {
  return item?.content.kind === 'pixels' ? [...item.content.pixels] : [];
}

/** Asserts that opening the files, or reading their items, refuses them by the source's field, with such a message. */
export async function refuses(t: ExecutionContext, files: Record<string, Uint8Array>, message: RegExp): Promise<void> {
  const error = await t.throwsAsync(async () => itemsOf(await open(files)));
  t.like(error, invalid('folder', 'here'));
  t.regex(error?.message ?? '', message);
}

/** An IDX file of bytes, of a shape. */
export function idx(shape: number[], bytes: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([0, 0, 8, shape.length]), ...shape.map(uint32BE), bytes]);
}

/** An NPY file as NumPy writes it, but for what is told otherwise. */
export function npy(
  shape: (number | bigint)[],
  bytes: Uint8Array,
  { descr = '|u1', fortran = 'False', version = 1 } = {},
): Buffer {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  return npyOf(`{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': ${tuple}, }`, bytes, version);
}

export function npyOf(dict: string, bytes: Uint8Array, version = 1): Buffer {
  const before = version === 1 ? 10 : 12;
  const header = Buffer.from(`${dict.padEnd(Math.ceil((before + dict.length + 1) / 64) * 64 - before - 1)}\n`);
  const length = Buffer.alloc(before - 8);
  length.writeUIntLE(header.length, 0, length.length);
  return Buffer.concat([Buffer.from('\x93NUMPY', 'latin1'), Buffer.from([version, 0]), length, header, bytes]);
}

/** A zip of members, deflated or stored (the format: PKWARE's APPNOTE). */
export function zip(members: Record<string, Uint8Array>, { deflated = false, encrypted = false } = {}): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, bytes] of Object.entries(members)) {
    const data = deflated ? deflateRawSync(bytes) : bytes;
    const common = Buffer.concat([
      uint16LE(20, encrypted ? 1 : 0, deflated ? 8 : 0, 0, 0),
      uint32LE(crc32(bytes), data.length, bytes.length),
      uint16LE(name.length, 0),
    ]);
    const file = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name), data]);
    directory.push(
      Buffer.concat([Buffer.from('PK\x01\x02'), uint16LE(20), common, uint16LE(0, 0, 0)]),
      uint32LE(0, offset),
      Buffer.from(name),
    );
    files.push(file);
    offset += file.length;
  }
  const central = Buffer.concat(directory);
  const count = Object.keys(members).length;
  const end = [uint16LE(0, 0, count, count), uint32LE(central.length, offset), uint16LE(0)];
  return Buffer.concat([...files, central, Buffer.from('PK\x05\x06'), ...end]);
}

function uint32BE(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function uint32LE(...values: number[]): Buffer {
  return Buffer.from(Uint32Array.from(values).buffer);
}

function uint16LE(...values: number[]): Buffer {
  return Buffer.from(Uint16Array.from(values).buffer);
}
