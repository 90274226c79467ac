import { invalidField } from '@parallax/errors';
import { whyUnreadable } from '../refusal.js';
import type { Source, SourceFile } from '../source.js';
import { archiveExtensions } from './kinds.js';
import type { Member } from './member.js';
import { Ranges } from './ranges.js';
import { tarMembers } from './tar.js';
import { zipMembers } from './zip.js';

type Kind = (typeof archiveExtensions)[number][1];

/** How archives begin, or have at some place. A zip without files begins with the end of its directory. */
const signatures: [at: number, bytes: Buffer, kind: Kind][] = [
  [0, Buffer.from([0x1f, 0x8b]), 'tar.gz'],
  [0, Buffer.from('PK\x03\x04'), 'zip'],
  [0, Buffer.from('PK\x05\x06'), 'zip'],
  [257, Buffer.from('ustar'), 'tar'],
];

/** A file that is named as an archive. */
export class Archive {
  readonly file: SourceFile;
  /** Its path below the source without its extension. */
  readonly stem: string;
  readonly #source: Source;
  readonly #named: Kind;

  private constructor(source: Source, file: SourceFile, suffix: string, named: Kind) {
    this.#source = source;
    this.file = file;
    this.stem = file.name.slice(0, -suffix.length);
    this.#named = named;
  }

  /** Undefined where the file is not named `.tar`, `.tar.gz`, `.tgz` or `.zip`. */
  static of(source: Source, file: SourceFile): Archive | undefined {
    const found = archiveExtensions.find(([suffix]) => file.name.toLowerCase().endsWith(suffix));
    return found && new Archive(source, file, found[0], found[1]);
  }

  /**
   * Its members in their order. What it is, its first bytes tell before its name does.
   *
   * @param namesOnly reads no more than is needed for the members' paths
   * @throws INVALID_FIELD that names source and archive where it is cut off, corrupt, can't be read, or unpacks to far too much; the
   * signal's reason; whatever the source throws
   */
  async *members({
    namesOnly = false,
    signal,
  }: {
    namesOnly?: boolean;
    signal?: AbortSignal;
  }): AsyncGenerator<Member & { isTar: boolean }> {
    const ranges = new Ranges(this.file, signal);
    try {
      const kind = await kindOf(ranges, this.#named);
      const members =
        kind === 'zip' ? zipMembers(ranges) : tarMembers(ranges, { isGzipped: kind === 'tar.gz', namesOnly });
      for await (const { content, ...path } of members) {
        signal?.throwIfAborted();
        yield { ...path, isTar: kind !== 'zip', content: () => this.#checked(ranges, content) };
      }
    } catch (thrown) {
      signal?.throwIfAborted();
      throw this.#damage(ranges, thrown);
    }
  }

  async #checked<T>(ranges: Ranges, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (thrown) {
      throw this.#damage(ranges, thrown);
    }
  }

  #damage(ranges: Ranges, cause: unknown): unknown {
    const { failure } = ranges;
    const unreadable = failure === undefined ? undefined : whyUnreadable(failure, this.file.name);
    if (failure !== undefined && unreadable === undefined) return failure;
    const { field, value } = this.#source;
    const why = unreadable === undefined ? (cause as Error).message : `it is ${unreadable}`;
    return invalidField(field, value, `must hold whole archives, but ${this.file.name} is none: ${why}`, cause);
  }
}

async function kindOf(ranges: Ranges, named: Kind): Promise<Kind> {
  const start = await ranges.readNear(0, Math.min(ranges.size, 512));
  const found = signatures.find(([at, bytes]) => bytes.equals(start.subarray(at, at + bytes.length)));
  return found ? found[2] : named;
}
