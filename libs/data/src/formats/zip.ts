import { promisify } from 'node:util';
import { crc32, inflateRaw } from 'node:zlib';
import {
  type Entry,
  fromRandomAccessReaderPromise,
  getFileNameLowLevel,
  RandomAccessReader,
  type ZipFile,
} from 'yauzl';
import type { Encoded, Refused } from '../item.js';
import { MAX_FILE_BYTES, refusalBySize } from './images.js';
import { checkUnpacked, type Member, memberPath, outside } from './member.js';
import type { Ranges } from './ranges.js';

const inflate = promisify(inflateRaw);

/** The ways in which a zip's files are packed that are read here (APPNOTE 4.4.5): not at all, and deflated. */
const STORED = 0;
const DEFLATED = 8;

/** What a file is, as Unix says it (`S_IFMT`), in the upper half of an entry's external attributes. */
const fileTypes = { mask: 0o170000, file: 0o100000, link: 0o120000, folder: 0o040000 };

/**
 * The members of a zip (also zip64), in the order of its central directory; folders are left out. What each member says of
 * its size and checksum is held against its bytes.
 *
 * @throws Error where it is cut off, is no zip, or says that it unpacks to more than 1,000 times its size and 1 GiB, and
 * whatever the source throws
 */
export async function* zipMembers(ranges: Ranges): AsyncGenerator<Member> {
  // Names are decoded, and sizes compared, by us: yauzl would end at the first that is wrong.
  const options = { autoClose: false, decodeStrings: false, validateEntrySizes: false };
  const zip = await fromRandomAccessReaderPromise(new RangesReader(ranges), ranges.size, options);
  let unpacked = 0;
  for await (const entry of zip.eachEntry()) {
    unpacked += entry.uncompressedSize;
    checkUnpacked(ranges.size, unpacked);
    const written = getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, false);
    if (written.endsWith('/') || fileTypeOf(entry) === fileTypes.folder) continue;
    const path = memberPath(written);
    const content = async () => (path.isInside ? refusalOf(entry) : outside) ?? (await contentOf(zip, entry, ranges));
    yield { ...path, content };
  }
}

/** Zero where the zip was not made on a system that has such types. */
function fileTypeOf({ versionMadeBy, externalFileAttributes }: Entry): number {
  const [unix, mac] = [3, 19];
  const isUnix = [unix, mac].includes(versionMadeBy >>> 8);
  return isUnix ? (externalFileAttributes >>> 16) & fileTypes.mask : 0;
}

/** Why an entry can't be a picture, by what the central directory says. */
function refusalOf(entry: Entry): Refused | undefined {
  const type = fileTypeOf(entry);
  if (type === fileTypes.link) return refused('a link');
  if (type !== 0 && type !== fileTypes.file) return refused('no plain file');
  if (entry.isEncrypted()) return refused('encrypted');
  if (![STORED, DEFLATED].includes(entry.compressionMethod)) {
    return refused(`packed by method ${entry.compressionMethod}`);
  }
  // What a picture takes packed is bounded too: deflate adds some bytes in each 16 KiB at most.
  if (entry.compressedSize > MAX_FILE_BYTES + MAX_FILE_BYTES / 1024) return refusalBySize(entry.compressedSize);
  return refusalBySize(entry.uncompressedSize);
}

async function contentOf(zip: ZipFile, entry: Entry, ranges: Ranges): Promise<Encoded | Refused> {
  const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
  const packed = await ranges.readNear(fileDataStart, fileDataStart + entry.compressedSize);
  const bytes = entry.compressionMethod === STORED ? packed : await inflated(packed, entry.uncompressedSize);
  if (!bytes) return refused('damaged, or larger than its archive says');
  if (bytes.length !== entry.uncompressedSize) return refused('of another size than its archive says');
  return crc32(bytes) === entry.crc32 ? { kind: 'encoded', bytes } : refused('of a wrong checksum');
}

/** Undefined where the bytes are not deflated ones, or more than `size` come out. */
async function inflated(packed: Uint8Array, size: number): Promise<Uint8Array | undefined> {
  try {
    return await inflate(packed, { maxOutputLength: size });
  } catch {
    return undefined;
  }
}

function refused(why: string): Refused {
  return { kind: 'refused', why };
}

/** yauzl's way to a file's bytes. It asks for many small ranges, and never for streams, as it is used here. */
class RangesReader extends RandomAccessReader {
  readonly #ranges: Ranges;

  constructor(ranges: Ranges) {
    super();
    this.#ranges = ranges;
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    const read = async () => buffer.set(await this.#ranges.readNear(position, position + length), offset);
    read().then(() => callback(null), callback);
  }
}
