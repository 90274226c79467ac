import { isUtf8 } from 'node:buffer';
import type { Encoded, Refused } from '../item.js';
import { isNamedPicture } from './kinds.js';
import type { Member } from './member.js';

/** A class's index or name takes no more. */
const MAX_LABEL_BYTES = 1024 * 1024;

/** Of the pictures of one key, which are kept until all its members have come. */
const MAX_SAMPLE_BYTES = 256 * 1024 * 1024;

/** A member that was read, with the label that stood beside it. */
export interface ReadMember extends Pick<Member, 'name' | 'isInside'> {
  label?: string;
  content: Encoded | Refused;
}

/**
 * A member's name as WebDataset has it: its path to the first dot of its last part is the key of its sample, what follows
 * the dot is its extension, here in small letters. `cats/0001.seg.png` is `seg.png` of `cats/0001`.
 */
function partsOf(name: string): { key: string; extension: string } {
  const base = name.lastIndexOf('/') + 1;
  const dot = name.indexOf('.', base);
  return dot < 0
    ? { key: name, extension: '' }
    : { key: name.slice(0, dot), extension: name.slice(dot + 1).toLowerCase() };
}

/**
 * Tells by a tar's names, in their order, whether it is a shard of WebDataset
 * (https://github.com/webdataset/webdataset): one that has `.cls` members, or `.json` beside a picture of the same key.
 */
export class ShardSign {
  isShard = false;
  #key: string | undefined;
  #hasPicture = false;
  #hasJson = false;

  add(name: string): void {
    const { key, extension } = partsOf(name);
    if (key !== this.#key) {
      this.#key = key;
      this.#hasPicture = false;
      this.#hasJson = false;
    }
    this.#hasPicture ||= isNamedPicture(name);
    this.#hasJson ||= extension === 'json';
    this.isShard ||= extension === 'cls' || (this.#hasPicture && this.#hasJson);
  }
}

/**
 * The pictures of a shard. Members of one key stand together, in any order. A picture's label is what `.cls` says beside it
 * (an index, or a name), else `label` or `class` in `.json`, a number or a string; undefined where neither says any.
 * Members that are not named as pictures are none. Pictures of one key beyond 256 MiB together are refused.
 */
export async function* samplesOf(members: AsyncIterable<Member>): AsyncGenerator<ReadMember> {
  let sample = new Sample('');
  for await (const member of members) {
    const { key } = partsOf(member.name);
    if (key !== sample.key) {
      yield* sample.pictures();
      sample = new Sample(key);
    }
    await sample.add(member);
  }
  yield* sample.pictures();
}

class Sample {
  readonly key: string;
  readonly #pictures: ReadMember[] = [];
  #bytes = 0;
  #cls: string | undefined;
  #json: string | undefined;

  constructor(key: string) {
    this.key = key;
  }

  async add(member: Member): Promise<void> {
    const { name, isInside } = member;
    const { extension } = partsOf(name);
    if (extension === 'cls') this.#cls = labelOfText((await textOf(member)).trim());
    if (extension === 'json') this.#json = labelOfJson(await textOf(member));
    if (isNamedPicture(name)) this.#pictures.push({ name, isInside, content: this.#bounded(await member.content()) });
  }

  pictures(): ReadMember[] {
    const label = this.#cls ?? this.#json;
    return this.#pictures.map((picture) => ({ ...picture, label }));
  }

  #bounded(content: Encoded | Refused): Encoded | Refused {
    if (content.kind === 'refused') return content;
    if (this.#bytes + content.bytes.length > MAX_SAMPLE_BYTES) {
      return { kind: 'refused', why: 'beyond the 256 MiB of its key' };
    }
    this.#bytes += content.bytes.length;
    return content;
  }
}

/** Empty where it is no file, too long to be a label, or no UTF-8, of which classes could fall together. */
async function textOf(member: Member): Promise<string> {
  const content = await member.content();
  if (content.kind === 'refused' || content.bytes.length > MAX_LABEL_BYTES || !isUtf8(content.bytes)) return '';
  return Buffer.from(content.bytes).toString('utf8');
}

function labelOfText(text: string): string | undefined {
  // `007` is the index 7.
  if (/^\d{1,9}$/.test(text)) return String(Number(text));
  return text === '' ? undefined : text;
}

function labelOfJson(text: string): string | undefined {
  const found = parsed(text);
  if (typeof found !== 'object' || found === null) return undefined;
  const { label, class: name } = found as { label?: unknown; class?: unknown };
  const value = [label, name].find((each) => typeof each === 'string' || typeof each === 'number');
  return value === undefined ? undefined : labelOfText(String(value).trim());
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
