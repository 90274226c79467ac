import { choiceIn, defaultsOf, type ValuesOf } from '@parallax/errors';
import { type Schedules, schedules } from './list.js';
import type { ScheduleKind } from './schedule-kind.js';

/** One of the schedules with those of its parameters that are not the defaults: `{ cosine: { restarts: 2 } }`. */
export type ScheduleSpec = {
  [Key in keyof Schedules]: Record<Key, Partial<ValuesOf<Schedules[Key]['parameters']>>>;
}[keyof Schedules];

/** How the learning rate goes over a training. */
export type Schedule = ScheduleSpec & {
  /** Steps of rising; default 0. */
  warmup?: number;
  /** All steps; a constant one needs no number. */
  steps?: number;
  /** What the learning rate is multiplied by at every step, whatever the rest says: where a training before this one has left it. */
  held?: number;
};

/** What the optimiser's learning rate is multiplied by at a step, counted from 0. Of the steps there are none has 0. */
export function rateAt(schedule: Schedule, step: number): number {
  const { warmup = 0, steps = Number.POSITIVE_INFINITY, held } = schedule;
  if (held !== undefined) return held;
  if (step < warmup) return (step + 1) / warmup;
  const { key, given } = choiceIn<keyof Schedules>(schedules, schedule);
  const kind = schedules[key] as unknown as ScheduleKind;
  const values = { ...defaultsOf(kind.parameters), ...given };
  return kind.rateAt({ step: step - warmup, steps: steps - warmup }, values);
}
