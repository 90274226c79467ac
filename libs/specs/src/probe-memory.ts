import { encodedAtOnce, featureCount, type Network } from '@parallax/networks';
import {
  activations,
  encodedCopies,
  float,
  geometryMemory,
  type MemoryPart,
  neighboursMemory,
  part,
  projectionsOf,
  shardsAtOnce,
  weights,
  whole,
} from './memory.js';
import type { ResolvedProbe } from './probe.js';
import { shardBytes, viewBytes } from './recipe.js';

/** The images of the two splits that a probe is about, and the network whose features it probes; of views there is none. */
export interface Probed {
  train: number;
  test: number;
  /** Of the images, or of the views, in pixels a side. */
  size: number;
  network?: Network;
}

/** As many of the test images are diagnosed at most. */
export const DIAGNOSED_IMAGES = 50_000;

export function probeMemory(probe: ResolvedProbe, { train, test, size, network }: Probed): MemoryPart[] {
  const { embeddings, knn, linear, mlp } = probe;
  const features = network ? featureCount(network) : 0;
  const projections = network ? projectionsOf(network) : 0;
  const imageBytes = viewBytes(size);
  const width = Math.max(imageBytes, features);
  const pixels = (images: number) => Math.min(images * imageBytes, part);
  // Twice: beside the blob that they are copied from, or the copy that TensorFlow has of the bank.
  const bank = 2 * (float * train * width <= whole ? float * train * width : part);
  const held = Math.min(float * test * width, part);
  const diagnosed = Math.min(test, DIAGNOSED_IMAGES);
  const field = (split: 'train' | 'test') =>
    embeddings
      ? `spec.embeddings.${split}${embeddings[split] === undefined ? '_shards' : ''}`
      : `spec.views.${split}_images`;
  const parts: MemoryPart[] = [
    { field: field('train'), value: `${train} images`, bytes: pixels(train) + bank },
    {
      field: field('test'),
      value: `${test} images`,
      bytes: pixels(test) + held + diagnosed * float * projections + geometryMemory(diagnosed, projections),
    },
    { field: field('train'), value: `${train} images`, bytes: shardsAtOnce * shardBytes },
  ];
  if (network) {
    const counted = weights(network).reduce((sum, { count }) => sum + count, 0);
    const bytes = 2 * encodedCopies * counted * float + encodedAtOnce(network) * activations(network).forward;
    parts.push({ field: field('train'), value: `${train} images`, bytes });
  }
  if (knn)
    parts.push({ field: 'spec.knn.k', value: knn.k, bytes: neighboursMemory(train, knn.k) + test * knn.k * 2 * float });
  for (const [name, trained] of Object.entries({ linear, mlp })) {
    if (!trained) continue;
    const rows = Math.min(trained.batch, train);
    const read = probe.views ? shardsAtOnce * Math.max(rows * imageBytes, shardBytes) : 0;
    const bytes = rows * float * (4 * width + hiddenCopies) + classifierCopies * float * width + read;
    parts.push({ field: `spec.${name}.batch`, value: trained.batch, bytes });
  }
  return parts;
}

/** Of the MLP's 512 and 256 hidden values for each row: masks, forward and back. */
const hiddenCopies = 12 * (512 + 256);

/** Of the MLP's first weights, 512 for each feature, with gradient, moments, and what they are drawn into. */
const classifierCopies = 8 * 512;
