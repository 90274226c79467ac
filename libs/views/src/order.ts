import { deriveSeed, Generator, permutation } from '@parallax/random';

/**
 * The order in which an epoch visits the first `count` images: their indices, permuted as (dataset, seed, epoch) draw.
 *
 * @param datasetDigest the dataset's SHA-256, in hex
 */
export function order(count: number, seed: number, epoch: number, datasetDigest: string): Int32Array {
  return permutation(count, new Generator(deriveSeed(seed, `order:${datasetDigest}`, epoch)));
}
