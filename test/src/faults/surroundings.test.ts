import { setTimeout as delay } from 'node:timers/promises';
import test from 'ava';
import { smallTraining, startTraining } from './support/experiment.js';
import { leavesNothingBehind } from './support/left-behind.js';
import { isLong, scale, seedNote } from './support/scale.js';
import { Testbed } from './support/testbed.js';
import { type Trouble, troubles } from './support/troubles.js';

const { trainings, epochs } = scale.surroundings;

let bed: Testbed;
/** Of the encoder that comes of it where nothing happens. */
let undisturbed: string | undefined;

test.before(async (t) => {
  t.timeout(180_000);
  t.log(seedNote);
  bed = await Testbed.start();
  const job = await bed.until(await startTraining(bed, smallTraining(epochs), 'undisturbed'));
  undisturbed = job.trainingResult?.encoder?.blob?.sha256;
});

test.after.always(() => bed?.close());

/** Whether a job said within the time what is wrong around it. */
async function isTold(ids: readonly string[], seconds: number): Promise<string | undefined> {
  let told: string | undefined;
  for (const end = Date.now() + 1000 * seconds; Date.now() < end; await delay(300)) {
    for (const id of told ? [] : ids) {
      const answer = await bed.jobs.getJob({ id }, { timeout: 1000 }).catch(() => undefined);
      told ??= answer?.job?.status?.lastFailure?.message || undefined;
    }
  }
  return told;
}

function surviveIt({ title, seconds, isTold: mustBeTold = false, begin }: Trouble): void {
  test.serial(`${title} for ${seconds} s, and no job fails`, async (t) => {
    t.timeout((seconds + 240) * 1000);
    t.truthy(undisturbed);
    const ids: string[] = [];
    for (let each = 0; each < trainings; each++) {
      const requestId = `${title} ${each}`.replaceAll(' ', '-');
      // What is around a job costs no attempt.
      ids.push(await startTraining(bed, smallTraining(epochs), requestId, { maxAttempts: 1 }));
    }
    await bed.until(ids[0] as string, ({ status }) => Number(status?.progress?.done) > 0);
    const began = performance.now();
    const end = await begin(bed);
    const told = await isTold(ids, seconds);
    await end();
    const jobs = await Promise.all(ids.map((id) => bed.until(id)));
    t.log(`${((performance.now() - began) / 1000).toFixed(0)} s until all had ended; told: ${told ?? 'nothing'}`);
    for (const { id, status, trainingResult } of jobs) {
      t.is(status?.state, 'JOB_STATE_SUCCEEDED', `${id}: ${status?.error?.message}`);
      t.is(trainingResult?.encoder?.blob?.sha256, undisturbed);
    }
    if (mustBeTold) t.truthy(told, 'no last_failure was seen');
    await leavesNothingBehind(t, bed);
  });
}

for (const trouble of troubles) if (isLong || trouble.isShort) surviveIt(trouble);
