import { invalidField } from '@parallax/errors';
import { featureCount, type Network } from '@parallax/networks';
import type { ResolvedEmbedding } from './embedding.js';
import {
  countWeights,
  encoderMemory,
  float,
  gib,
  type MemoryPart,
  part,
  projectionsOf,
  shardsAtOnce,
  whole,
} from './memory.js';
import { shardBytes, viewsPerShard } from './recipe.js';

/** What S3 takes as one object, in bytes. */
const largestBlob = 5 * 2 ** 30;

/** @throws INVALID_FIELD where the features of all images, or of one shard of them, are more than one blob takes */
export function checkEmbeddingBlob({ shard }: ResolvedEmbedding, network: Network, images: number): void {
  const bytes = images * embeddingRowBytes(network);
  if (bytes <= largestBlob) return;
  const [field, value] = shard ? ['spec.shard.count', shard.count] : ['spec.images', images];
  const must = `makes ${gib(bytes)} of features, and a blob takes 5: cut the embedding into more shards (spec.shard)`;
  throw invalidField(field, value, must);
}

/** Bytes of what an image is embedded to: h, and z where there is a head. */
function embeddingRowBytes(network: Network): number {
  return (featureCount(network) + projectionsOf(network)) * float;
}

/** @param images that are embedded: of one shard, where there are several */
export function embeddingMemory({ shard }: ResolvedEmbedding, network: Network, images: number): MemoryPart[] {
  const many = shard ? { field: 'spec.shard.count', value: shard.count } : { field: 'spec.images', value: images };
  const h = Math.min(images * featureCount(network) * float, whole);
  const z = Math.min(images * projectionsOf(network) * float, part);
  return [
    { ...many, bytes: h + z + shardsAtOnce * shardBytes },
    {
      field: 'spec.encoder',
      value: `${featureCount(network)} features, ${countWeights(network)} weights`,
      bytes: encoderMemory(network) + 3 * Math.min(images, viewsPerShard(network.size)) * embeddingRowBytes(network),
    },
  ];
}
