import {
  add,
  concat,
  mean,
  multiply,
  reshape,
  scalar,
  softCrossEntropy,
  softmax,
  subtract,
  sum,
  type Tensor,
  tensor,
} from '@parallax/tensors';
import { featureStd } from './measures.js';
import type { Objective, ViewCounts } from './objective.js';
import { temperature } from './similarities.js';
import { risingMomentum, targetMomentum } from './target-momentum.js';
import { unitRows } from './unit-rows.js';

type Parameters = 'temperature' | 'targetTemperature' | 'centreMomentum' | 'targetMomentum';

/**
 * Cross-entropy of what the student makes of each view with what the target makes of each other global view (equation 3 of the paper, as a
 * mean over such pairs), either as shares over the coordinates of z: softmax(z / τ), of the target softmax((z − c) / τₜ), whose centre c is a
 * running mean of its z. The target's momentum rises to 1 along half a cosine. The paper's head ends in unit vectors and prototypes of unit
 * length, of which there are 65,536; here the head's last layer, which is no further constrained, is the prototypes.
 */
export const dino: Objective<'projections' | 'targets', Parameters> = {
  name: 'dino',
  about: 'What the network makes of each view is to be what a slower copy of it makes of the other global views.',
  paper: 'Caron et al. 2021, Emerging properties in self-supervised vision transformers',
  views: 2,
  manyViews: true,
  localViews: true,
  rows: ['projections', 'targets'],
  parameters: {
    temperature: { ...temperature, about: 'the projections are divided by it', default: 0.1 },
    targetTemperature: { ...temperature, about: 'those of the slower copy are divided by it', default: 0.04 },
    centreMomentum: {
      about: 'how much of the centre stays in a step',
      default: 0.9,
      bounds: { atLeast: 0, atMost: 1 },
    },
    targetMomentum: { ...targetMomentum, default: 0.99 },
  },
  metrics: ['featureStd'],
  // What is centred and alike is spread evenly, and so is what is to be like it.
  collapsedLoss: ({ width }) => Math.log(width),
  // A cross-entropy, which nears 0 where both are sure of the same coordinate.
  floor: () => 0,
  heldFloats: ({ images, views, globals, width }) => images * width * (10 * views + 6 * globals),
  targetMomentum: ({ targetMomentum }, done) => risingMomentum(targetMomentum, done),
  keeps: (_, width) => ({ centre: { shape: [1, width], begins: 'zeros' } }),

  compute({ projections, targets }, { temperature, targetTemperature, centreMomentum }, { kept, ...counts }) {
    const centre = kept.centre as Tensor;
    const [count] = projections.shape as [number];
    const wanted = softmax(multiply(subtract(targets, centre), scalar(1 / targetTemperature)));
    const inverse = scalar(1 / temperature);
    const { losses, gradient } = softCrossEntropy(multiply(projections, inverse), othersOf(wanted, counts));
    const weights = weightsOf(count, counts);
    return {
      loss: sum(multiply(losses, weights), [0]),
      gradients: { projections: multiply(multiply(gradient, reshape(weights, [count, 1])), inverse) },
      kept: {
        centre: add(
          multiply(centre, scalar(centreMomentum)),
          multiply(mean(targets, [0], true), scalar(1 - centreMomentum)),
        ),
      },
      measure: () => ({ featureStd: featureStd(unitRows(projections).units) }),
    };
  },
};

/** For each view the mean of what is wanted of its image by the other global views. @param wanted [images · globals, width] */
function othersOf(wanted: Tensor, { views, globals }: ViewCounts): Tensor {
  const [count, width] = wanted.shape as [number, number];
  const byImage = reshape(wanted, [count / globals, globals, width]);
  const all = sum(byImage, [1], true);
  const ofGlobals = multiply(subtract(all, byImage), scalar(1 / (globals - 1)));
  if (views === globals) return reshape(ofGlobals, [count, width]);
  const ofLocals = multiply(all, scalar(1 / globals));
  return reshape(concat([ofGlobals, ...Array.from({ length: views - globals }, () => ofLocals)], 1), [-1, width]);
}

/** The share of each view in the mean over all pairs: a global one has a pair less, since none is compared with itself. */
function weightsOf(count: number, { views, globals }: ViewCounts): Tensor {
  const pairs = (count / views) * (views * globals - globals);
  const share = (row: number) => (row % views < globals ? globals - 1 : globals) / pairs;
  return tensor(Float32Array.from({ length: count }, (_, row) => share(row)));
}
