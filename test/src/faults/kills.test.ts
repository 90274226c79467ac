import { setTimeout as delay } from 'node:timers/promises';
import test, { type ExecutionContext } from 'ava';
import { outcomeOf, startExperiment } from './support/experiment.js';
import { killOne } from './support/kill.js';
import { leftBehind } from './support/left-behind.js';
import { processesWith } from './support/processes.js';
import { generatorFor, isLong, scale, seedNote } from './support/scale.js';
import { Testbed } from './support/testbed.js';

const { experiments, kills, epochs } = scale.kills;

/** Runs an experiment while processes die at random moments. */
async function runDisturbed(t: ExecutionContext, bed: Testbed, index: number) {
  const random = generatorFor('kills', index);
  const began = performance.now();
  const experiment = await startExperiment(bed, epochs, `disturbed-${index}`);
  const killed: string[] = [];
  for (let kill = 0; kill < kills; kill++) {
    await delay(random.uniform(200, 3500));
    const name = await killOne(bed, random);
    killed.push(`${((performance.now() - began) / 1000).toFixed(1)} s ${name}`);
  }
  const outcome = await outcomeOf(bed, experiment);
  const { status } = await bed.get(experiment.training);
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  t.log(`${index}: ${seconds} s, ${status?.attempt} attempts at the training; killed: ${killed.join(', ')}`);
  return outcome;
}

test('whatever process is killed, jobs end as if nothing had happened, and leave nothing behind', async (t) => {
  t.timeout(isLong ? 40 * 60_000 : 5 * 60_000);
  t.log(seedNote);
  const bed = await Testbed.start();
  const secret = bed.services.env.PARALLAX_NATS_URL as string;
  try {
    const undisturbed = await outcomeOf(bed, await startExperiment(bed, epochs, 'undisturbed'));
    t.deepEqual(new Set(undisturbed.states), new Set(['JOB_STATE_SUCCEEDED']), undisturbed.errors.join());
    for (let index = 0; index < experiments; index++) {
      t.deepEqual(await runDisturbed(t, bed, index), undisturbed, `experiment ${index}`);
    }
    t.deepEqual(await leftBehind(bed), { unneeded: [], missing: [], consumers: [], processes: [] });
  } finally {
    await bed.close();
  }
  t.deepEqual(processesWith(secret), []);
});
