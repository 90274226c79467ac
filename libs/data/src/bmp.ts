/** The header of a BMP file (BITMAPFILEHEADER and BITMAPINFOHEADER of Windows, or what later versions have at its place). */
interface BmpHeader {
  width: number;
  height: number;
  /** Rows stand from the last to the first unless the height is negative. */
  isTopDown: boolean;
  bits: number;
  /** Where pixels begin. */
  dataStart: number;
  /** Where the palette begins, and how many entries of four bytes (blue, green, red, nothing) it has. */
  paletteStart: number;
  colours: number;
}

/** Uncompressed, and with masks for the channels, of which those that everybody writes are taken. */
const BI_RGB = 0;
const BI_BITFIELDS = 3;

const usualMasks = [0xff0000, 0xff00, 0xff];

/** @throws Error that says what is wrong */
export function readBmpHeader(bytes: Uint8Array): BmpHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 54) throw new Error('it is cut off in its header');
  const headerSize = view.getUint32(14, true);
  const [width, height] = [view.getInt32(18, true), view.getInt32(22, true)];
  const [bits, compression] = [view.getUint16(28, true), view.getUint32(30, true)];
  if (headerSize < 40 || width < 1 || height === 0) throw new Error('its header is none of a BMP');
  if (compression === BI_BITFIELDS ? bits !== 32 || !hasUsualMasks(view) : compression !== BI_RGB)
    throw new Error(`its compression ${compression} of ${bits} bits is not read here`);
  if (![1, 4, 8, 24, 32].includes(bits)) throw new Error(`its ${bits} bits a pixel are not read here`);
  const colours = bits > 8 ? 0 : view.getUint32(46, true) || 2 ** bits;
  const header = {
    width,
    height: Math.abs(height),
    isTopDown: height < 0,
    bits,
    dataStart: view.getUint32(10, true),
    paletteStart: 14 + headerSize,
    colours,
  };
  const end = Math.max(header.dataStart + header.height * rowBytes(header), header.paletteStart + 4 * colours);
  if (end > bytes.length) throw new Error(`it has ${bytes.length} bytes and needs ${end}`);
  return header;
}

/** The masks stand behind the first 40 bytes, in the header or after it. */
function hasUsualMasks(view: DataView): boolean {
  return view.byteLength >= 66 && usualMasks.every((mask, index) => view.getUint32(54 + 4 * index, true) === mask);
}

/** Rows are filled up to four bytes. */
function rowBytes({ width, bits }: Pick<BmpHeader, 'width' | 'bits'>): number {
  return Math.ceil((width * bits) / 32) * 4;
}

/** A BMP as uint8 [height, width, 3], RGB; a fourth channel is left out. @throws Error that says what is wrong */
export function decodeBmp(bytes: Uint8Array): { width: number; height: number; pixels: Uint8Array } {
  const header = readBmpHeader(bytes);
  const { width, height, isTopDown, bits, dataStart, paletteStart, colours } = header;
  const pixels = new Uint8Array(width * height * 3);
  for (let row = 0; row < height; row++) {
    const start = dataStart + (isTopDown ? row : height - 1 - row) * rowBytes(header);
    for (let column = 0; column < width; column++) {
      let at = start + (column * bits) / 8;
      if (bits <= 8) {
        const place = Math.floor(at);
        const shift = 8 - bits - ((column * bits) % 8);
        const index = ((bytes[place] as number) >> shift) & (2 ** bits - 1);
        if (index >= colours) throw new Error(`it names colour ${index} of ${colours}`);
        at = paletteStart + 4 * index;
      }
      const to = (row * width + column) * 3;
      pixels[to] = bytes[at + 2] as number;
      pixels[to + 1] = bytes[at + 1] as number;
      pixels[to + 2] = bytes[at] as number;
    }
  }
  return { width, height, pixels };
}
