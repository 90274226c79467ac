import { add, addAll, type Tensor } from '@parallax/tensors';
import { interleave, type Shown, separate } from './batch.js';
import type { Layer, Mode } from './layers/layer.js';

/** Encoder and head, as far as an objective reaches them. */
export interface Networks {
  encoder: Layer;
  head: Layer | undefined;
}

/** What they make of views: features, and projections where there is a head. */
export interface PassRows {
  features?: Tensor | undefined;
  projections?: Tensor | undefined;
}

/** The way of views through encoder and head, and the way back. */
interface Pass {
  /** Of all views, those of an image one after another. */
  rows: PassRows;
  /** From the gradients by rows to those by the parameters of the encoder and of the head, in that order. */
  backward(gradients: PassRows): Tensor[];
}

/** Shows views to the networks, of which those that stand together go together. */
export function pass(networks: Networks, shown: readonly Shown[], mode: Mode): Pass {
  const passes = shown.map(({ pixels }) => passTogether(networks, pixels, mode));
  const counts = shown.map(({ views }) => views);
  const join = (name: keyof PassRows) =>
    passes[0]?.rows[name] &&
    interleave(passes.map(({ rows }, at) => ({ rows: rows[name] as Tensor, views: counts[at] as number })));
  return {
    rows: { features: join('features'), projections: join('projections') },
    backward({ features, projections }) {
      const byFeatures = features && separate(features, counts);
      const byProjections = projections && separate(projections, counts);
      return addLists(
        passes.map(({ backward }, at) => backward({ features: byFeatures?.[at], projections: byProjections?.[at] })),
      );
    },
  };
}

function passTogether({ encoder, head }: Networks, pixels: Tensor, mode: Mode): Pass {
  const encoded = encoder.forward(pixels, mode);
  const projected = head?.forward(encoded.output, mode);
  return {
    rows: { features: encoded.output, projections: projected?.output },
    backward(gradients) {
      const byHead = projected?.backward(gradients.projections as Tensor);
      const byEncoder = encoded.backward(sum(gradients.features, byHead?.input));
      return [byEncoder, byHead].flatMap((back) => back?.parameters ?? []);
    },
  };
}

/** Of what reaches a row by two ways; one of them is there. */
export function sum(a: Tensor | undefined, b: Tensor | undefined): Tensor {
  return a && b ? add(a, b) : ((a ?? b) as Tensor);
}

/** Of several lists of tensors the sums at each place. */
export function addLists([first = [], ...others]: readonly (readonly Tensor[])[]): Tensor[] {
  if (others.length === 0) return [...first];
  return first.map((each, at) => addAll([each, ...others.map((list) => list[at] as Tensor)]));
}
