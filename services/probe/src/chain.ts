import type { EncoderRef } from '@parallax/contract';
import { ParallaxError } from '@parallax/errors';
import type { JobRecord, Jobs } from '@parallax/jobs';
import type { ResolvedTraining } from '@parallax/specs';

export type Training = JobRecord<ResolvedTraining>;

/**
 * The trainings that led to an encoder, the last first, each started from the one after it. The chain ends early where
 * an encoder was named by its SHA-256, or a training has been deleted.
 */
export async function chainOf(jobs: Pick<Jobs, 'get'>, encoder: EncoderRef): Promise<Training[]> {
  const chain: Training[] = [];
  for (let next: EncoderRef | undefined = encoder; next?.training !== undefined; next = chain.at(-1)?.spec.startFrom) {
    const training = await find(jobs, next.training);
    if (training === undefined) break;
    chain.push(training);
  }
  return chain;
}

async function find(jobs: Pick<Jobs, 'get'>, id: string): Promise<Training | undefined> {
  try {
    return (await jobs.get(id)) as Training;
  } catch (thrown) {
    if (thrown instanceof ParallaxError && thrown.reason === 'NOT_FOUND') return undefined;
    throw thrown;
  }
}
