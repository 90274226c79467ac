import type { TrainingSpec } from '@parallax/contract';
import type { Command } from 'commander';
import { trainingFlags } from '../flags.js';
import { action } from '../session.js';
import { addSpecFlags, specFrom } from '../spec.js';
import { addStartFlags, afterStart, type StartOptions, startFields } from '../start.js';

const examples = `
Examples:
  $ parallax train                                        the preset simclr as it is
  $ parallax train --images 5000 --epochs 2 --batch 64
  $ parallax train --preset notebook --epochs 3 --no-wait
  $ parallax train --objective nt-xent --temperature 0.5
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
      await afterStart(session, 'StartTrainingResponse', response, options);
    }),
  );
}
