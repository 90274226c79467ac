/** What is to be made small, at a point: its value and its gradient. */
export interface Slope {
  value: number;
  gradient: Float64Array;
}

export interface LbfgsOptions {
  /** At most. */
  iterations: number;
  /** It ends where no entry of the gradient is larger. */
  tolerance: number;
  /** Called after each iteration. */
  onIteration?(done: number): void;
}

/** Steps of which the curvature is remembered. */
export const REMEMBERED = 10;

/** How much of what the gradient promises a step has to bring (Armijo), and how often it is halved for that. */
const ARMIJO = 1e-4;
const HALVINGS = 30;

/**
 * L-BFGS (Liu & Nocedal 1989, "On the limited memory BFGS method for large scale optimization"): a step goes along the gradient times
 * what the last ten steps tell of the inverse curvature, and is halved until it descends enough. For convex functions.
 *
 * @returns where the gradient is within the tolerance, the iterations are over, or rounding hides every descent
 */
export async function minimise(
  start: Float64Array,
  slopeAt: (point: Float64Array) => Promise<Slope>,
  { iterations, tolerance, onIteration }: LbfgsOptions,
): Promise<Float64Array> {
  const memory: Remembered[] = [];
  let point = start;
  let slope = await slopeAt(point);
  for (let done = 1; done <= iterations && largest(slope.gradient) > tolerance; done++) {
    const direction = descent(slope.gradient, memory);
    const promised = dot(slope.gradient, direction);
    // What nothing is known of yet is entered with a step of length 1 at most.
    const first = memory.length === 0 ? Math.min(1, 1 / Math.sqrt(-promised)) : 1;
    const found = await search(point, slope, direction, promised, first, slopeAt);
    if (!found) break;
    const step = found.point.map((value, at) => value - (point[at] as number));
    const change = found.slope.gradient.map((value, at) => value - (slope.gradient[at] as number));
    const curvature = dot(step, change);
    if (curvature > 1e-12 * dot(change, change)) memory.push({ step, change, curvature });
    if (memory.length > REMEMBERED) memory.shift();
    ({ point, slope } = found);
    onIteration?.(done);
  }
  return point;
}

/** A step, and by how much it changed the gradient. */
interface Remembered {
  step: Float64Array;
  change: Float64Array;
  curvature: number;
}

async function search(
  point: Float64Array,
  { value }: Slope,
  direction: Float64Array,
  promised: number,
  first: number,
  slopeAt: (point: Float64Array) => Promise<Slope>,
): Promise<{ point: Float64Array; slope: Slope } | undefined> {
  for (let halved = 0, length = first; halved < HALVINGS; halved++, length /= 2) {
    const tried = point.map((each, at) => each + length * (direction[at] as number));
    const slope = await slopeAt(tried);
    if (slope.value <= value + ARMIJO * length * promised) return { point: tried, slope };
  }
  return undefined;
}

/** −H·gradient by the two loops of the paper, where H is what is remembered of the inverse curvature. */
function descent(gradient: Float64Array, memory: readonly Remembered[]): Float64Array {
  const direction = gradient.map((value) => -value);
  const shares: number[] = [];
  for (const [at, { step, change, curvature }] of [...memory.entries()].reverse()) {
    shares[at] = dot(step, direction) / curvature;
    addTo(direction, change, -(shares[at] as number));
  }
  const last = memory.at(-1);
  if (last) {
    const scale = last.curvature / dot(last.change, last.change);
    for (let at = 0; at < direction.length; at++) (direction[at] as number) *= scale;
  }
  for (const [at, { step, change, curvature }] of memory.entries())
    addTo(direction, step, (shares[at] as number) - dot(change, direction) / curvature);
  return direction;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += (a[at] as number) * (b[at] as number);
  return sum;
}

function addTo(to: Float64Array, values: Float64Array, times: number): void {
  for (let at = 0; at < to.length; at++) (to[at] as number) += times * (values[at] as number);
}

function largest(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}
