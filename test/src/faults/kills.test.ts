import { setTimeout as delay } from 'node:timers/promises';
import test, { type ExecutionContext } from 'ava';
import { outcomeOf, startExperiment } from './support/experiment.js';
import { type Killed, killOne, kinds } from './support/kill.js';
import { leavesNothingBehind } from './support/left-behind.js';
import { processesWith } from './support/processes.js';
import { generatorFor, isLong, scale, seedNote } from './support/scale.js';
import { Testbed } from './support/testbed.js';

const { experiments, kills, epochs } = scale.kills;

/** Runs an experiment while processes die at random moments. */
async function runDisturbed(t: ExecutionContext, bed: Testbed, index: number) {
  const random = generatorFor('kills', index);
  const began = performance.now();
  const experiment = await startExperiment(bed, epochs, `disturbed-${index}`);
  const killed: Killed[] = [];
  const notes: string[] = [];
  for (let kill = 0; kill < kills; kill++) {
    await delay(random.uniform(200, 3500));
    const each = await killOne(bed, random);
    killed.push(each);
    notes.push(`${((performance.now() - began) / 1000).toFixed(1)} s ${each.name}`);
  }
  const outcome = await outcomeOf(bed, experiment);
  const { status } = await bed.get(experiment.training);
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  t.log(`${index}: ${seconds} s, ${status?.attempt} attempts at the training; killed: ${notes.join(', ')}`);
  return { outcome, killed };
}

test('whatever process is killed, jobs end as if nothing had happened, and leave nothing behind', async (t) => {
  t.timeout(isLong ? 40 * 60_000 : 5 * 60_000);
  t.log(seedNote);
  const bed = await Testbed.start();
  const secret = bed.services.env.PARALLAX_NATS_URL as string;
  try {
    const undisturbed = await outcomeOf(bed, await startExperiment(bed, epochs, 'undisturbed'));
    t.deepEqual(new Set(undisturbed.states), new Set(['JOB_STATE_SUCCEEDED']), undisturbed.errors.join());
    const killed: Killed[] = [];
    for (let index = 0; index < experiments; index++) {
      const disturbed = await runDisturbed(t, bed, index);
      t.deepEqual(disturbed.outcome, undisturbed, `experiment ${index}`);
      await leavesNothingBehind(t, bed);
      killed.push(...disturbed.killed);
    }
    t.is(killed.length, experiments * kills);
    // Of a few kills, some kind may be left out by chance.
    if (isLong) t.deepEqual([...new Set(killed.map(({ kind }) => kind))].sort(), [...kinds].sort());
  } finally {
    await bed.close();
  }
  t.deepEqual(processesWith(secret), []);
});
