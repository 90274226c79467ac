/** A uint8 array of NumPy, in row-major order. */
export class NumpyArray {
  shape: number[] = [];
  bytes: Uint8Array = new Uint8Array();

  /** The state that `ndarray.__reduce__` writes: version, shape, dtype, whether in Fortran's order, and the bytes. */
  setState(state: unknown): void {
    if (!Array.isArray(state)) throw new Error('its array has no state');
    const [, shape, dtype, fortran, bytes] = state as unknown[];
    this.#set(shape, dtype, fortran, bytes);
  }

  /** What protocol 5 writes: bytes, dtype, shape, and the order, `C` or `F`. */
  static fromBuffer([bytes, dtype, shape, order]: unknown[]): NumpyArray {
    const array = new NumpyArray();
    array.#set(shape, dtype, order !== 'C', bytes);
    return array;
  }

  #set(shape: unknown, dtype: unknown, fortran: unknown, bytes: unknown): void {
    if (!(dtype instanceof NumpyDtype) || dtype.name !== 'u1') throw new Error('its array is not of uint8');
    if (fortran !== false) throw new Error("its array is in Fortran's order");
    if (!Array.isArray(shape) || !(bytes instanceof Uint8Array)) throw new Error('its array has no shape or no bytes');
    const length = (shape as number[]).reduce((product, size) => product * size, 1);
    if (length !== bytes.length) throw new Error(`its array of shape [${shape}] has ${bytes.length} bytes`);
    this.shape = shape as number[];
    this.bytes = bytes;
  }
}

export class NumpyDtype {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  /** Byte order and the like, which a byte has no use for. */
  setState(): void {}
}
