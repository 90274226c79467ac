import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setUp } from '@parallax/local';

const imageBytes = 3072;
const batchImages = 10_000;

export interface Arrays {
  images: Buffer;
  labels: Buffer;
}

/** CIFAR-10 as set-up leaves it, decoded. */
export async function decoded(split: 'train' | 'test'): Promise<Arrays> {
  const { cifar10: folder } = await setUp({ parts: ['cifar10'] });
  const read = (name: string) => readFile(join(folder as string, `${split}-${name}.u8`));
  return { images: await read('images'), labels: await read('labels') };
}

/** The files of the release, by name, made from its decoded arrays by a way of writing a batch. */
export async function batches(write: (batch: Arrays) => Buffer, suffix: string): Promise<Map<string, Buffer>> {
  const train = await decoded('train');
  const files = [1, 2, 3, 4, 5].map((number): [string, Buffer] => [
    `data_batch_${number}${suffix}`,
    write(cut(train, (number - 1) * batchImages)),
  ]);
  return new Map([...files, [`test_batch${suffix}`, write(await decoded('test'))]]);
}

function cut({ images, labels }: Arrays, from: number): Arrays {
  const to = from + batchImages;
  return { images: images.subarray(from * imageBytes, to * imageBytes), labels: labels.subarray(from, to) };
}

/** A batch of the binary version (the release's own description): records of a label and three planes. */
export function binaryBatch({ images, labels }: Arrays): Buffer {
  const records: Buffer[] = [];
  labels.forEach((label, index) => {
    records.push(Buffer.from([label]), planes(images.subarray(index * imageBytes, (index + 1) * imageBytes)));
  });
  return Buffer.concat(records);
}

/** An image's red plane, then its green, then its blue one. */
export function planes(image: Uint8Array): Buffer {
  const pixels = image.length / 3;
  const out = Buffer.alloc(image.length);
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      out[channel * pixels + pixel] = image[pixel * 3 + channel] as number;
    }
  }
  return out;
}
