import { ParallaxError } from '@parallax/errors';
import { isNamedPicture } from './formats/kinds.js';
import type { Item } from './item.js';
import { lookOf } from './look.js';
import {
  decodePicture,
  decodeWithLook,
  type Fit,
  fitPixels,
  type PictureLimits,
  pictureFormat,
  readPictureHeader,
} from './picture.js';

/** What comes of an item. */
export type DecodedItem =
  /** Pixels as uint8 [size, size, 3], the sides that the picture had before, and its look, where that was asked for. */
  | { kind: 'decoded'; pixels: Uint8Array; width: number; height: number; look: string }
  /** It looks like a picture by its name, or is one in part. */
  | { kind: 'bad'; reason: string }
  /** It is no picture, nor is it called one, or of a size of which none is: `.DS_Store`, annotations. */
  | { kind: 'other' };

export interface DecodeOptions {
  fit: Fit;
  limits: PictureLimits;
  signal: AbortSignal;
  /** Whether `lookOf` of the picture is wanted too, before it is brought to size. Default: no. */
  withLook?: boolean;
  /** Runs a piece of work once there is room for the bytes that it takes. Default: at once. */
  admit?<T>(bytes: number, work: () => Promise<T>): Promise<T>;
}

/** Decodes an item and brings it to size. What is wrong with a picture is told, and not thrown. */
export async function decodeItem(item: Item, options: DecodeOptions): Promise<DecodedItem> {
  const { fit, limits, signal, withLook, admit } = options;
  const { name, content } = item;
  const isCalledPicture = item.isPicture || isNamedPicture(name);
  if (content.kind === 'refused') {
    return content.isBySize && !isCalledPicture ? { kind: 'other' } : { kind: 'bad', reason: content.why };
  }
  try {
    if (content.kind === 'pixels') {
      const { width, height } = content;
      const look = withLook ? lookOf(content) : '';
      return { kind: 'decoded', pixels: await fitPixels(content, fit), width, height, look };
    }
    const { bytes } = content;
    if (!pictureFormat(bytes) && !isCalledPicture) return { kind: 'other' };
    const program = programOf(bytes);
    if (program) return { kind: 'bad', reason: `${program}, a program that draws, and is never run` };
    const header = await readPictureHeader(bytes, name, limits);
    const work = async () =>
      withLook
        ? decodeWithLook(bytes, header, fit, name)
        : { pixels: await decodePicture(bytes, header, fit, name), look: '' };
    const found = await (admit ? admit(header.decodedBytes, work) : work());
    return { kind: 'decoded', ...found, width: header.width, height: header.height };
  } catch (thrown) {
    signal.throwIfAborted();
    const { reason, message } = ParallaxError.from(thrown);
    if (reason !== 'INVALID_FIELD') throw thrown;
    return { kind: 'bad', reason: withoutName(message, name) };
  }
}

/** What draws a picture rather than being one. */
function programOf(bytes: Uint8Array): 'SVG' | 'PDF' | undefined {
  const start = Buffer.from(bytes.subarray(0, 1024)).toString('latin1');
  if (start.startsWith('%PDF')) return 'PDF';
  return /^\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*(<!DOCTYPE svg[^>]*>\s*)?<svg[\s>]/s.test(start) ? 'SVG' : undefined;
}

/** Who tells of a picture says its name before. */
function withoutName(message: string, name: string): string {
  const said = message.startsWith(`${name} is `) ? message.slice(name.length + 4) : message;
  return said.replace(/^"(.*?)": it must/, '$1, and must');
}
