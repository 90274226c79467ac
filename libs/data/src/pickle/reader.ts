/** Reads a pickle from front to back. */
export class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  bytes(length: number): Uint8Array {
    if (length < 0 || this.#at + length > this.#bytes.length) throw new Error('it is cut off');
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  letter(): string {
    return String.fromCharCode(this.uint8());
  }

  uint8(): number {
    return this.bytes(1)[0] as number;
  }

  uint16(): number {
    return Buffer.from(this.bytes(2)).readUInt16LE();
  }

  int32(): number {
    return Buffer.from(this.bytes(4)).readInt32LE();
  }

  /** A length of eight bytes. */
  uint64(): number {
    return Number(Buffer.from(this.bytes(8)).readBigUInt64LE());
  }

  uint32(): number {
    return Buffer.from(this.bytes(4)).readUInt32LE();
  }

  text(length: number): string {
    return Buffer.from(this.bytes(length)).toString();
  }

  line(): string {
    const end = this.#bytes.indexOf('\n', this.#at);
    if (end < 0) throw new Error('it is cut off');
    const text = this.bytes(end - this.#at);
    this.#at++;
    return Buffer.from(text).toString('latin1');
  }

  protocol(oldest: number, newest: number): void {
    const version = this.uint8();
    if (version < oldest || version > newest) {
      throw new Error(`it is a pickle of protocol ${version}, not ${oldest} to ${newest}`);
    }
  }
}
