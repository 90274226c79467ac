import type { Schedule } from '@parallax/contract';
import { checkNumber } from '@parallax/errors';
import { type ScheduleSpec, schedules } from '@parallax/learning';
import { namedOr, resolveDeclared } from './declared.js';

/** How the learning rate goes: over a share of all steps up, and then as the schedule has it. */
export type ResolvedSchedule = ScheduleSpec & { warmup: number };

/**
 * The schedule that a request asks for, over the one that stands where it says nothing.
 *
 * @throws INVALID_FIELD
 */
export function resolveSchedule(
  asked: Schedule | undefined | null,
  fallback: ResolvedSchedule,
  field: string,
): ResolvedSchedule {
  const { warmup = fallback.warmup, ...given } = asked ?? {};
  checkNumber(`${field}.warmup`, warmup, { atLeast: 0, below: 1 });
  const chosen = resolveDeclared(field, schedules, namedOr(schedules, given, fallback), fallback);
  return { ...(chosen as unknown as ScheduleSpec), warmup };
}
