import { down } from '@parallax/local';
import type { Command } from 'commander';
import { action } from '../session.js';

export function addDown(program: Command): void {
  program
    .command('down')
    .description('end what `parallax up` has started')
    .addHelpText('after', '\nExamples:\n  $ parallax down')
    .action(
      action(async (session) => {
        const ended = await down();
        session.print(ended ? 'stopped' : 'nothing was up');
      }),
    );
}
