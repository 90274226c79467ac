import { upDetached } from '@parallax/local';
import type { Command } from 'commander';
import { action } from '../session.js';
import { setUpHere } from '../set-up.js';

const examples = `
Examples:
  $ parallax up
  $ parallax run --epochs 1
  $ parallax down`;

export function addUp(program: Command): void {
  program
    .command('up')
    .description('start NATS, the object store and the services here, in the background')
    .addHelpText('after', examples)
    .action(
      action(async (session) => {
        await setUpHere(session);
        await upDetached({ signal: session.signal });
      }),
    );
}
