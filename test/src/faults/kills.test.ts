import { setTimeout as delay } from 'node:timers/promises';
import type { Generator } from '@parallax/random';
import test, { type ExecutionContext } from 'ava';
import { outcomeOf, startExperiment } from './support/experiment.js';
import { leftBehind } from './support/left-behind.js';
import { processesWith } from './support/processes.js';
import { generatorFor, isLong, scale, seedNote } from './support/scale.js';
import { Testbed, type Victim } from './support/testbed.js';

const { experiments, kills, epochs } = scale.kills;

/** Each as likely as the others, however many processes there are of it. */
const kinds = ['server', 'worker', 'computation', 'nats-server', 'object-store'] as const;

type Kind = (typeof kinds)[number];

function isOf(kind: Kind, { name }: Victim): boolean {
  if (kind === 'worker') return /-(worker|inline)$/.test(name);
  return kind === 'server' ? name.endsWith('-server') && name !== 'nats-server' : name === kind;
}

/** Kills one process of a kind that is drawn; where there is none, such as a computation between two jobs, waits for it. */
async function killOne(bed: Testbed, random: Generator): Promise<string> {
  const kind = kinds[random.integer(kinds.length)] as Kind;
  const which = random.uniform();
  for (const end = Date.now() + 10_000; Date.now() < end; await delay(50)) {
    const found = bed.victims().filter((victim) => isOf(kind, victim));
    const victim = found[Math.floor(which * found.length)];
    if (!victim) continue;
    bed.signal(victim, 'SIGKILL');
    return victim.name;
  }
  return `no ${kind}`;
}

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
