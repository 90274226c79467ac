import type { TrainingSpec } from '@parallax/contract';
import type { Command } from 'commander';
import { action } from '../session.js';
import { addSpecFlags, specFrom } from '../spec.js';
import { addStartFlags, afterStart, type StartOptions, sayContinued, startFields } from '../start.js';
import { trainingFlags } from '../training-flags.js';

const examples = `
Examples:
  $ parallax train                                        the preset simclr as it is
  $ parallax train --images 5000 --epochs 2 --batch 64
  $ parallax train --preset notebook --epochs 3 --no-wait
  $ parallax train --objective nt-xent --temperature 0.5
  $ parallax train --epochs 100 --keep every:10,best:knn --stop-when knn:5
  $ parallax train --continue training-1a2b --epochs +10         ten more, with the same optimiser and order
  $ parallax train --start-from SHA256 --freeze layer3           only what lies behind layer3 is trained
  $ echo '{"objective": {"nt_xent": {"temperature": 0.5}}}' | parallax train --spec -`;

export function addTrain(program: Command): void {
  const command = program
    .command('train')
    .description('train an encoder without labels')
    .addHelpText('after', examples);
  addStartFlags(addSpecFlags(command, 'a TrainingSpec', trainingFlags)).action(
    action<StartOptions>(async (session, options) => {
      const spec = specFrom<TrainingSpec>('TrainingSpec', trainingFlags, options);
      const client = session.client('TrainingService');
      const response = await client.startTraining({ spec, ...startFields(options) }, { signal: session.signal });
      sayContinued(session, response.job?.trainingSpec);
      await afterStart(session, 'StartTrainingResponse', response, options);
    }),
  );
}
