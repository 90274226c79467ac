/** How the learning rate goes over a training. */
export type Schedule =
  /** The same throughout. */
  | { name: 'constant' }
  /** Linearly up over the first steps, then down along half a cosine to zero. */
  | { name: 'cosine' /** Steps of rising. */; warmup: number /** All steps. */; steps: number };

/** What the optimiser's learning rate is multiplied by at a step, counted from 0. In a `cosine` no step has 0. */
export function rateAt(schedule: Schedule, step: number): number {
  if (schedule.name === 'constant') return 1;
  const { warmup, steps } = schedule;
  if (step < warmup) return (step + 1) / warmup;
  return (1 + Math.cos((Math.PI * (step - warmup)) / (steps - warmup))) / 2;
}
