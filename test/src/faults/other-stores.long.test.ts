import test, { type ExecutionContext } from 'ava';
import { NatsCluster } from '../nats/support/cluster.js';
import { type Outcome, outcomeOf, startExperiment } from './support/experiment.js';
import { generatorFor } from './support/scale.js';
import { SeaweedFs } from './support/seaweedfs.js';
import { Testbed } from './support/testbed.js';

const epochs = 60;

/** What comes of the main job on the stores that set-up brings. */
let usual: Outcome;

test.before(async (t) => {
  t.timeout(240_000);
  const bed = await Testbed.start();
  try {
    usual = await outcomeOf(bed, await startExperiment(bed, epochs, 'usual'));
  } finally {
    await bed.close();
  }
  t.deepEqual([...new Set(usual.states)], ['JOB_STATE_SUCCEEDED'], usual.errors.join());
});

/** The main job on other stores, with whatever happens once it is a quarter done. */
async function runOn(t: ExecutionContext, env: NodeJS.ProcessEnv, happens = () => {}): Promise<void> {
  const bed = await Testbed.start(env);
  try {
    const experiment = await startExperiment(bed, epochs, 'other');
    // Two views of 128 images in each epoch.
    await bed.untilDone(experiment.training, (256 * epochs) / 4);
    happens();
    t.deepEqual(await outcomeOf(bed, experiment), usual);
  } finally {
    await bed.close();
  }
}

test.serial('the main job comes to the same on another S3', async (t) => {
  t.timeout(300_000);
  const store = await SeaweedFs.start();
  t.teardown(() => store.stop());
  await runOn(t, store.env);
});

test.serial('the main job comes to the same on a cluster of three NATS servers, of which one is killed', async (t) => {
  t.timeout(300_000);
  const cluster = await NatsCluster.start();
  t.teardown(() => cluster.stop());
  // The first is the one that a process asks for when it starts: in life its name is that of all three.
  const index = 1 + generatorFor('cluster').integer(2);
  const env = { PARALLAX_NATS_URL: cluster.urls[0], PARALLAX_NATS_REPLICAS: '3' };
  await runOn(t, env, () => cluster.kill(index));
});
