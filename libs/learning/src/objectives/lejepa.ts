import {
  add,
  addAll,
  cos,
  divide,
  matmul,
  mean,
  multiply,
  scalar,
  scope,
  sin,
  sqrt,
  square,
  subtract,
  sum,
  type Tensor,
  tensor,
} from '@parallax/tensors';
import { featureStd } from './measures.js';
import type { Objective } from './objective.js';
import { unitRows } from './unit-rows.js';
import { joinViews, splitViews } from './views.js';

/** Where characteristic functions are compared: 17 points from −5 to 5, of which those above 0 stand for those below too. */
const spacing = 10 / 16;
const points = Array.from({ length: 8 }, (_, at) => (at + 1) * spacing);

/** A point's weight in the trapezoidal rule, on either side of 0, times exp(−t²/2), by which the paper weighs it. */
const weightOf = (t: number): number => 2 * spacing * (t === points.at(-1) ? 0.5 : 1) * Math.exp((-t * t) / 2);

/**
 * (1 − λ) times the mean squared distance of an image's projections from the mean of its global ones, and λ times SIGReg: Epps and Pulley's test of whether a
 * view's projections are a standard normal distribution, N·∫|φ(t) − exp(−t²/2)|²·exp(−t²/2) dt with φ their characteristic function, as a
 * mean over random directions, which are new in each step.
 */
export const lejepa: Objective<'projections', 'sigreg' | 'directions'> = {
  name: 'lejepa',
  about: 'All views of an image are to be near, and all projections together an isotropic normal distribution.',
  paper: 'Balestriero & LeCun 2025, LeJEPA: provable and scalable self-supervised learning without the heuristics',
  views: 2,
  manyViews: true,
  localViews: true,
  rows: ['projections'],
  parameters: {
    sigreg: { about: 'λ, the weight of the normal distribution', default: 0.05, bounds: { atLeast: 0, atMost: 1 } },
    directions: {
      about: 'in which projections are looked at, in a step',
      default: 256,
      bounds: { atLeast: 1, atMost: 4096 },
      integer: true,
    },
  },
  metrics: ['featureStd'],
  // Neither a loss of rows that are all alike, which goes by where they are, nor a floor: how near so many rows come to a normal distribution
  // in all directions at once is not known.
  // Of each view its values along the directions, and once more for each of the points, whose sums outlive their scopes.
  heldFloats: ({ images, views, width }, { directions }) =>
    views * images * (directions * (10 + points.length) + 8 * width) + 3 * width * directions,

  compute({ projections }, { sigreg, directions }, { views, globals, gaussian }) {
    const [rows, width] = projections.shape as [number, number];
    const across = unitColumns(tensor(gaussian(width * directions), [width, directions]));
    const each = splitViews(projections, views);
    const tests = each.map((view) => testNormal(view, across, sigreg / views));
    const middle = meanOf(each.slice(0, globals));
    const apart = each.map((view) => subtract(view, middle));
    // What all views pull at the middle goes to those that it is the mean of.
    const share = (2 * (1 - sigreg)) / (rows * width);
    const back = multiply(addAll(apart), scalar(-share / globals));
    const pulls = apart.map((own, view) => {
      const pull = multiply(own, scalar(share));
      return view < globals ? add(pull, back) : pull;
    });
    const distances = apart.map((own) => multiply(mean(square(own), [0, 1]), scalar((1 - sigreg) / views)));
    return {
      loss: addAll([...distances, ...tests.map(({ loss }) => loss)]),
      gradients: { projections: joinViews(...tests.map(({ gradient }, view) => add(pulls[view] as Tensor, gradient))) },
      measure: () => ({ featureStd: featureStd(unitRows(projections).units) }),
    };
  },
};

const meanOf = (views: readonly Tensor[]): Tensor => multiply(addAll(views), scalar(1 / views.length));

const unitColumns = (columns: Tensor): Tensor => divide(columns, sqrt(sum(square(columns), [0], true)));

interface Tested {
  loss: Tensor;
  /** By the rows. */
  gradient: Tensor;
}

/** `share` times the mean over directions of the test's statistic. @param rows [n, d] @param across [d, directions] */
function testNormal(rows: Tensor, across: Tensor, share: number): Tested {
  const [count] = rows.shape as [number];
  const [, directions] = across.shape as [number, number];
  const along = matmul(rows, across);
  let [loss, byAlong] = [scalar(0), multiply(along, scalar(0))];
  for (const t of points) {
    // One after another, so that the values of one point are held at a time.
    [loss, byAlong] = scope(() => {
      const angles = multiply(along, scalar(t));
      const [cosines, sines] = [cos(angles), sin(angles)];
      const real = subtract(mean(cosines, [0], true), scalar(Math.exp((-t * t) / 2)));
      const imaginary = mean(sines, [0], true);
      const weight = (share * weightOf(t)) / directions;
      const apart = sum(add(square(real), square(imaginary)), [0, 1]);
      const gradient = subtract(multiply(cosines, imaginary), multiply(sines, real));
      return [
        add(loss, multiply(apart, scalar(count * weight))),
        add(byAlong, multiply(gradient, scalar(2 * t * weight))),
      ] as const;
    });
  }
  return { loss, gradient: matmul(byAlong, across, { transposeB: true }) };
}
