import { NumpyArray, NumpyDtype } from './numpy.js';
import { Reader } from './reader.js';

/** The callables that a pickle may name. Nothing else is ever looked up, let alone run. */
const globals: Record<string, (args: unknown[]) => unknown> = {
  // NumPy 1, then NumPy 2; the second of each pair is what protocol 5 has.
  'numpy.core.multiarray._reconstruct': () => new NumpyArray(),
  'numpy.core.numeric._frombuffer': (args) => NumpyArray.fromBuffer(args),
  'numpy._core.multiarray._reconstruct': () => new NumpyArray(),
  'numpy._core.numeric._frombuffer': (args) => NumpyArray.fromBuffer(args),
  // By which Python 3 writes bytes in protocol 2.
  '_codecs.encode': ([text, encoding]) => latin1Bytes(text, encoding),
  // Only ever an argument of the one above.
  'numpy.ndarray': () => undefined,
  'numpy.dtype': ([name]) => new NumpyDtype(textOf(name)),
};

const MARK = Symbol('mark');

/** The stack machine that a pickle is a program for: what its opcodes do, kept to what is safe. */
export class Machine {
  readonly reader: Reader;
  readonly #stack: unknown[] = [];
  readonly #memo = new Map<number, unknown>();

  constructor(bytes: Uint8Array) {
    this.reader = new Reader(bytes);
  }

  push(value: unknown): void {
    this.#stack.push(value);
  }

  mark(): void {
    this.#stack.push(MARK);
  }

  pop(): unknown {
    if (this.#stack.length === 0) throw new Error('its stack is empty too early');
    return this.#stack.pop();
  }

  popToMark(): unknown[] {
    const mark = this.#stack.lastIndexOf(MARK);
    if (mark < 0) throw new Error('it has no mark where it needs one');
    return this.#stack.splice(mark).slice(1);
  }

  tuple(length: number): void {
    this.push(Array.from({ length }, () => this.pop()).reverse());
  }

  keep(key: number): void {
    this.#memo.set(key, this.#stack.at(-1));
  }

  recall(key: number): void {
    if (!this.#memo.has(key)) throw new Error('it recalls what it never kept');
    this.push(this.#memo.get(key));
  }

  /** Protocol 4's, whose keys count up. */
  memoize(): void {
    this.keep(this.#memo.size);
  }

  append(items: unknown[]): void {
    const list = this.#stack.at(-1);
    if (!Array.isArray(list)) throw new Error('it appends to what is no list');
    for (const item of items) list.push(item);
  }

  setItems(items: unknown[]): void {
    const dict = this.#stack.at(-1);
    if (!(dict instanceof Map)) throw new Error('it sets an item of what is no dict');
    for (let at = 0; at + 1 < items.length; at += 2) dict.set(textOf(items[at]), items[at + 1]);
  }

  pushGlobal(name: string): void {
    if (!Object.hasOwn(globals, name)) throw new Error(`it names ${name}, which CIFAR-10's batches do not`);
    this.push(globals[name]);
  }

  /** Protocol 4's global: its module and name are on the stack. */
  stackGlobal(): void {
    const name = textOf(this.pop());
    this.pushGlobal(`${textOf(this.pop())}.${name}`);
  }

  call(): void {
    const args = this.pop();
    const callable = this.pop();
    if (typeof callable !== 'function' || !Array.isArray(args)) throw new Error('it calls what is no callable');
    this.push(callable(args));
  }

  build(): void {
    const state = this.pop();
    const target = this.#stack.at(-1);
    if (!(target instanceof NumpyArray || target instanceof NumpyDtype)) throw new Error('it builds what is no array');
    target.setState(state);
  }
}

/** A string's text, which Python 2 wrote as bytes. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (!(value instanceof Uint8Array)) throw new Error('it has something else where a string belongs');
  return Buffer.from(value).toString('latin1');
}

function latin1Bytes(text: unknown, encoding: unknown): Uint8Array {
  if (typeof text !== 'string' || textOf(encoding) !== 'latin1') throw new Error('it encodes otherwise than as latin1');
  return Buffer.from(text, 'latin1');
}
