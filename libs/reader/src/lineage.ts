import type { EncoderRef } from '@parallax/contract';
import { invalidField, ParallaxError } from '@parallax/errors';
import type { ResolvedTraining } from '@parallax/specs';

/** What is asked of the record of a training. */
export interface Ancestor {
  id: string;
  spec: ResolvedTraining;
}

/** Where records are found by id, such as `Jobs`. */
interface Records {
  get(id: string): Promise<{ id: string; spec: unknown }>;
}

/** As many trainings as may have started from each other. */
const mostAncestors = 100;

/**
 * The trainings that led to an encoder, the last first, each started from the one after it. The lineage ends early where an
 * encoder was named by its SHA-256, where a training has been deleted, where it comes back to a training that it has led to
 * already, and after 100 trainings.
 */
export async function encoderLineage<Found extends Ancestor>(
  records: Records,
  encoder: EncoderRef,
  signal: AbortSignal,
): Promise<Found[]> {
  const lineage: Found[] = [];
  const seen = new Set<string>();
  let next = encoder.training;
  while (next !== undefined && !seen.has(next) && seen.size < mostAncestors) {
    signal.throwIfAborted();
    seen.add(next);
    const training = await find<Found>(records, next);
    if (training === undefined) break;
    lineage.push(training);
    next = training.spec.startFrom?.training;
  }
  return lineage;
}

/** Checks how many trainings have started from each other. @throws INVALID_FIELD where these are too many */
export async function checkLineage(
  records: Records,
  startFrom: EncoderRef | undefined,
  signal: AbortSignal,
): Promise<void> {
  const start = startFrom?.training;
  if (startFrom === undefined || start === undefined) return;
  const lineage = await encoderLineage(records, startFrom, signal);
  if (lineage.length < mostAncestors) return;
  const must = `must have at most ${mostAncestors - 1} trainings that led to it`;
  throw invalidField('spec.start_from.training', start, must);
}

async function find<Found>(records: Records, id: string): Promise<Found | undefined> {
  try {
    return (await records.get(id)) as Found;
  } catch (thrown) {
    if (thrown instanceof ParallaxError && thrown.reason === 'NOT_FOUND') return undefined;
    throw thrown;
  }
}
