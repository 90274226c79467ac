import { snakeCase } from '@parallax/errors';
import { probesIn } from '@parallax/evaluation';
import { featureCount, type Network } from '@parallax/networks';
import {
  activations,
  countWeights,
  encoderMemory,
  float,
  geometryMemory,
  type MemoryPart,
  part,
  projectionsOf,
  shardsAtOnce,
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
  classes: number;
  network?: Network;
}

/** As many of the test images are diagnosed at most. */
export const DIAGNOSED_IMAGES = 50_000;

export function probeMemory(probe: ResolvedProbe, { train, test, size, classes, network }: Probed): MemoryPart[] {
  const { embeddings } = probe;
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
    // The probabilities that one probe answers with.
    { field: field('test'), value: `${test} images`, bytes: Math.min(float * test * classes, part) },
  ];
  // The trained one, and the random one beside it.
  if (network) parts.push({ field: field('train'), value: `${train} images`, bytes: encoderMemory(network, 2) });
  const encoder = network && { encoder: { step: activations(network).step, weights: countWeights(network) } };
  for (const { probe: kind, values } of probesIn(probe)) {
    const { parameter, bytes } = kind.heldBytes({ train, test, width, classes, ...encoder }, values);
    const read = probe.views
      ? shardsAtOnce * Math.max(Math.min(values.batch as number, train) * imageBytes, shardBytes)
      : 0;
    const field = `spec.${kind.name.replaceAll('-', '_')}.${snakeCase(parameter)}`;
    parts.push({ field, value: values[parameter], bytes: bytes + read });
  }
  return parts;
}
