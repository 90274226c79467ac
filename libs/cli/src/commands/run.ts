import { join } from 'node:path';
import type { TrainingSpec } from '@parallax/contract';
import { invalidField } from '@parallax/errors';
import type { Command } from 'commander';
import { startExperiment, watchExperiment } from '../experiment.js';
import { orSayItGoesOn } from '../follow.js';
import { checkFolder, folderOption } from '../out-options.js';
import { probeFlags, probesFrom } from '../probe-flags.js';
import { reportExperiment } from '../report-experiment.js';
import { action, type Session } from '../session.js';
import { addFlags, addSpecFlags, specFrom } from '../spec.js';
import { addStartFlags, type StartOptions, startFields } from '../start.js';
import { trainingFlags } from '../training-flags.js';
import { toNumber } from '../values.js';

interface RunOptions extends StartOptions {
  testImages?: number;
  out?: string;
}

const examples = `
Examples:
  $ parallax run --epochs 2
  $ parallax run --images 5000 --test-images 1000 --epochs 1 --k 50
  $ parallax run --preset notebook --epochs 3 --out out/notebook`;

export function addRun(program: Command): void {
  const command = program
    .command('run')
    .description('train, embed train and test images, and probe: one experiment on services that are up')
    .option('--test-images <n>', 'embed the first N test images only', toNumber)
    .addOption(folderOption('--out <folder>', 'for report.json; default out/<experiment>'))
    .addHelpText('after', examples);
  const withSpec = addFlags(addSpecFlags(command, 'the TrainingSpec', trainingFlags), probeFlags);
  addStartFlags(withSpec).action(action<RunOptions>(run));
}

async function run(session: Session, options: RunOptions): Promise<void> {
  // The default, whose end the experiment's name will be, has not been looked at.
  if (options.wait) checkFolder('--out', options.out ?? 'out');
  const training = specFrom<TrainingSpec>('TrainingSpec', trainingFlags, options);
  const probe = probesFrom(probeFlags, { ...options, spec: undefined });
  const spec = {
    training,
    testImages: options.testImages,
    probe,
    ...startFields(options),
  };
  await checkProbed(session, training);
  const experiment = await startExperiment(session, spec);
  const { name, ...ids } = experiment;
  session.print([`experiment ${name}`, ...Object.values(ids)].join('\n'));
  if (!options.wait) return;
  const jobs = await orSayItGoesOn(session, Object.values(ids), () => watchExperiment(session, experiment));
  if (jobs) await reportExperiment(session, jobs, join(options.out ?? join('out', name), 'report.json'));
}

/**
 * Checks that a dataset which is here has what probes measure by, before anything is started.
 *
 * @throws INVALID_FIELD where it has no test split, or no classes
 */
async function checkProbed(session: Session, { dataset: ref }: TrainingSpec): Promise<void> {
  if (!ref || ref.import) return;
  const { signal } = session;
  const { dataset } = await session
    .client('AugmentationService')
    .getDataset({ name: ref.name, digest: ref.digest }, { signal });
  const given = ref.name ?? ref.digest;
  const instead = '`parallax train` and `parallax embed` do without';
  if (!dataset?.splits.some(({ name }) => name === 'test')) {
    throw invalidField('--dataset', given, `must have a test split to probe by: import it with --test 0.1; ${instead}`);
  }
  if (dataset.classes.length === 0) throw invalidField('--dataset', given, `must have classes to probe by; ${instead}`);
}
