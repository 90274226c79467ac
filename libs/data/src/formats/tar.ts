import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract, type Header } from 'tar-stream';
import type { Encoded, Refused } from '../item.js';
import { refusalBySize } from './images.js';
import { checkUnpacked, type Member, memberPath, outside } from './member.js';
import type { Ranges } from './ranges.js';

/** What gunzip gives at once. Bytes. */
const UNPACKED_CHUNK_BYTES = 256 * 1024;

/** A member of which these are the types has bytes. The others are links, devices, and what only some tars know. */
const files = ['file', 'contiguous-file'];

export interface TarOptions {
  isGzipped: boolean;
  /** Passes over what the members hold, where that need not be unpacked; their `content` must not be asked for. */
  namesOnly: boolean;
}

/**
 * The members of a tar (ustar, pax, GNU's), in the order in which they stand there; folders are left out.
 *
 * @throws Error where it is cut off, is no tar, or unpacks to more than 1,000 times its size and 1 GiB, and whatever the
 * source throws
 */
export async function* tarMembers(ranges: Ranges, { isGzipped, namesOnly }: TarOptions): AsyncGenerator<Member> {
  const isPassed = (header: Header) => namesOnly || refusalOf(header) !== undefined;
  for await (const body of bodies(ranges, { isGzipped, isSparse: namesOnly, isPassed })) {
    if (body.header.type !== 'directory') yield memberOf(body.header, body);
  }
}

/** A plain file in a tar that isn't packed, and where its bytes stand. */
export interface TarEntry {
  /** As it was written. */
  name: string;
  start: number;
  /** Bytes. */
  size: number;
}

/** The plain files of a tar, none of whose bytes are read. @throws Error where it is cut off, or is no tar */
export async function* tarEntries(ranges: Ranges): AsyncGenerator<TarEntry> {
  for await (const { header } of bodies(ranges, { isGzipped: false, isSparse: true, isPassed: () => true })) {
    const { name, type, size, byteOffset } = header as PlacedHeader;
    if (files.includes(type)) yield { name, start: byteOffset, size };
  }
}

/** With what tar-stream gives beside what it declares: where the bytes begin. */
type PlacedHeader = Header & { byteOffset: number };

interface ReadingOptions {
  isGzipped: boolean;
  /** Whether most is passed, so that little is worth being read ahead. */
  isSparse: boolean;
  /** Whose bytes need not be read, where the tar isn't packed. */
  isPassed(header: Header): boolean;
}

/** Every member's header and bytes; those that nobody reads are passed. */
async function* bodies(ranges: Ranges, { isGzipped, isSparse, isPassed }: ReadingOptions) {
  const entries = extract({ allowUnknownFormat: true } as Parameters<typeof extract>[0]);
  let passTo = 0;
  entries.on('entry', (header) => {
    const { type, size, byteOffset } = header as PlacedHeader;
    if (type !== 'directory' && isPassed(header)) passTo = byteOffset + size;
  });
  const fed = isGzipped
    ? pipeline(ranges.chunks(), createGunzip({ chunkSize: UNPACKED_CHUNK_BYTES }), bounded(ranges.size), entries)
    : pipeline(ranges.chunks({ passTo: () => passTo, isSparse }), entries);
  // The loop throws what goes wrong, or what it breaks off for.
  fed.catch(() => undefined);
  for await (const body of entries) {
    yield body;
    body.resume();
  }
  await fed;
}

function memberOf(header: Header, body: AsyncIterable<unknown>): Member {
  return { ...memberPath(header.name), content: async () => refusalOf(header) ?? (await contentOf(body)) };
}

/** Why a member can't be a picture, by its header alone. */
function refusalOf({ name, type, size }: Header): Refused | undefined {
  if (!memberPath(name).isInside) return outside;
  if (type === 'symlink' || type === 'link') return { kind: 'refused', why: 'a link' };
  // The types that tar-stream doesn't know are null, against what it declares.
  return files.includes(type) ? refusalBySize(size) : { kind: 'refused', why: 'no plain file' };
}

async function contentOf(body: AsyncIterable<unknown>): Promise<Encoded> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk as Uint8Array);
  // Copied, so that a small picture doesn't keep the chunk in which it came.
  return { kind: 'encoded', bytes: Buffer.concat(chunks) };
}

/** Passes on what an archive of `size` bytes unpacks to, as long as that is not too much. */
function bounded(size: number): (chunks: AsyncIterable<Uint8Array>) => AsyncGenerator<Uint8Array> {
  return async function* (chunks) {
    let unpacked = 0;
    for await (const chunk of chunks) {
      unpacked += chunk.length;
      checkUnpacked(size, unpacked);
      yield chunk;
    }
  };
}
