import type { Generator } from '@parallax/random';
import protobuf from 'protobufjs';

/** A message as protobufjs encodes it: by the names of its fields. */
export type Message = Record<string, unknown>;

const texts = [
  ...['', ' ', '\u0000', 'a\u0000b', '\n', '\u202e', '語'.repeat(1000), '\ud83d\ude00'.repeat(300)],
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'null', 'NaN', '0', '-1', '%00', '%2e%2e%2f'],
  ...['*', '>', 'a.*', 'a.>', '.', '..', '../..', '../../../etc/passwd', '/', '//', '/etc/passwd', '$JS.API'],
  ...['cifar10', 'CIFAR10', 'train', 'test', 'simclr', 'notebook', 'simclr-cifar', 'training', 'probe'],
  ...['training-', 'training-*', 'training-__proto__', 'probe-../x', 'training-0123456789abcdef', 'f'.repeat(64)],
  ...['uploads/', 'encoders/', 'datasets/', 'checkpoints/', 'views/', `encoders/${'0'.repeat(64)}.safetensors`],
  ...[63, 64, 65, 128, 129, 1025, 100_000].map((length) => 'x'.repeat(length)),
  // What a page token might hold.
  ...['{}', '[]', 'null', '1', '"x"', '{"__proto__":{}}', '[1e999]', '{"a":'].flatMap((text) =>
    (['base64', 'base64url'] as const).map((encoding) => Buffer.from(text).toString(encoding)),
  ),
];
const integers = [
  ...[0, 1, -1, 2, 3, 5, 7, 8, 31, 32, 33, 63, 64, 65, 100, 127, 128, 255, 256, 257, 999, 1000, 1001, 1024, 1025],
  ...[4096, 4097, 8192, 8193, 9999, 10_000, 10_001, 49_999, 50_000, 50_001, 65_535, 65_536, 65_537],
  ...[1e6, 1e6 + 1, 1e9, 2 ** 31 - 1, -(2 ** 31)],
];
const longs = [
  ...integers.map(String),
  ...['4294967295', '4294967296', '9007199254740991', '9007199254740992', '-9007199254740992'],
  ...['4611686018427387904', '9223372036854775807', '-9223372036854775808'],
];
const doubles = [
  ...[0, -0, 1, -1, 0.5, 0.5000001, 0.999999, 1.0000001, 2, 10, 180, 360, 361, -0.0001],
  ...[5e-324, 1e-300, 1e-45, 1e-8, 1e6, 1e38, 3.5e38, 1e308, Number.MAX_VALUE, -1e308],
  ...[Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
];
const lengths = [0, 1, 2, 5, 6, 32, 33, 64, 65, 300, 5000];

/** Makes messages that a server ought to refuse, or to survive, from messages that are right. */
export class Mutator {
  readonly #random: Generator;
  /** Besides those of everybody: ids and hashes of what is there, page tokens. */
  readonly #texts: readonly string[];
  readonly #files: readonly Uint8Array[];

  /** @param files what a field of bytes may hold */
  constructor(random: Generator, known: readonly string[], files: readonly Uint8Array[]) {
    this.#random = random;
    this.#texts = [...texts, ...known];
    this.#files = files;
  }

  pick<T>(values: readonly T[]): T {
    return values[this.#random.integer(values.length)] as T;
  }

  chance(probability: number): boolean {
    return this.#random.uniform() < probability;
  }

  /** Changes some of the fields of a message, at any depth. Returns what it has done. */
  mutate(type: protobuf.Type, message: Message): string[] {
    const times = this.pick([1, 1, 1, 1, 2, 3]);
    return Array.from({ length: times }, () => this.#mutateOne(type, message));
  }

  /** A message with each field as it comes, or without it. */
  message(type: protobuf.Type, depth = 0): Message {
    const fields = depth < 5 ? type.fieldsArray.filter(() => this.chance(0.4)) : [];
    return Object.fromEntries(fields.map((field) => [field.name, this.#value(field, depth + 1)]));
  }

  /** Bytes that are no such message any more, most of the time. */
  garble(bytes: Buffer): [Buffer, how: string] {
    const noise = (most: number) => {
      return Buffer.from(Array.from({ length: 1 + this.#random.integer(most) }, () => this.#random.integer(256)));
    };
    switch (this.#random.integer(5)) {
      case 0:
        return [bytes.subarray(0, this.#random.integer(bytes.length + 1)), 'cut'];
      case 1:
        return [Buffer.concat([bytes, noise(40)]), 'noise behind it'];
      case 2:
        return [noise(200), 'noise'];
      case 3:
        return [Buffer.concat([bytes, bytes]), 'twice'];
      default:
        return [this.turnBits(bytes), 'bits turned'];
    }
  }

  turnBits(bytes: Uint8Array): Buffer {
    const copy = Buffer.from(bytes);
    for (let times = this.pick([1, 1, 2, 4, 16]); copy.length > 0 && times > 0; times--) {
      const at = this.#random.integer(copy.length);
      copy[at] = (copy[at] as number) ^ (1 << this.#random.integer(8));
    }
    return copy;
  }

  #mutateOne(type: protobuf.Type, message: Message): string {
    const places = placesIn(type, message).filter((each) => each.type.fieldsArray.length > 0);
    if (places.length === 0) return 'nothing, for it has no fields';
    const place = this.pick(places);
    const field = this.pick(place.type.fieldsArray);
    const name = `${place.path}${field.name}`;
    if (this.chance(0.1)) {
      delete place.message[field.name];
      return `no ${name}`;
    }
    const value = this.#value(field, 0);
    place.message[field.name] = value;
    return `${name} = ${JSON.stringify(value)?.slice(0, 80)}`;
  }

  #value(field: protobuf.Field, depth: number): unknown {
    if (!field.repeated) return this.#scalar(field, depth);
    const length = this.pick(field.resolvedType && depth > 0 ? [0, 1, 2, 33] : lengths);
    // Many of the longest would only keep us busy who make them.
    const isShort = (value: unknown) => length < 6 || typeof value !== 'string' || value.length <= 129;
    return Array.from({ length }, () => this.#scalar(field, depth + 1)).filter(isShort);
  }

  #scalar({ type, resolvedType }: protobuf.Field, depth: number): unknown {
    if (resolvedType instanceof protobuf.Enum) return this.pick([0, 1, 2, 3, 4, 99, -1, 2 ** 31 - 1]);
    if (resolvedType) return this.message(resolvedType, depth);
    switch (type) {
      case 'string':
        return this.pick(this.#texts);
      case 'bytes':
        return this.pick(this.#files);
      case 'bool':
        return this.chance(0.5);
      case 'double':
      case 'float':
        return this.pick(doubles);
      case 'uint32':
        return this.pick([...integers.filter((value) => value >= 0), 2 ** 32 - 1]);
      case 'int32':
        return this.pick(integers);
      default:
        return this.pick(longs);
    }
  }
}

interface Place {
  type: protobuf.Type;
  message: Message;
  path: string;
}

/** The message, and all that are in it. */
function placesIn(type: protobuf.Type, message: Message, path = ''): Place[] {
  const inner = type.fieldsArray.flatMap((field) => {
    const { name, resolvedType } = field;
    const value = message[name];
    if (!(resolvedType instanceof protobuf.Type) || value === undefined) return [];
    const each = (Array.isArray(value) ? value : [value]).slice(0, 40) as Message[];
    return each.flatMap((one) => placesIn(resolvedType, one, `${path}${name}.`));
  });
  return [{ type, message, path }, ...inner];
}
