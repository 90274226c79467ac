import { cacheFolder, type PartName, partNames } from '@parallax/local';
import { Argument, type Command } from 'commander';
import { action } from '../session.js';
import { setUpHere } from '../set-up.js';

const examples = `
Examples:
  $ parallax setup                     everything but the GPU's runtime
  $ parallax setup grpcurl
  $ PARALLAX_NATS_SERVER=/usr/sbin/nats-server parallax setup

What it makes lies in PARALLAX_CACHE, by default ~/.cache/parallax, pinned and verified; once more does nothing.`;

export function addSetup(program: Command): void {
  program
    .command('setup')
    .description("make what is missing on this machine: TensorFlow's runtime, servers, the dataset")
    .addArgument(new Argument('[parts...]', 'only these').choices(partNames))
    .addHelpText('after', examples)
    .action(
      action<object, [PartName[]]>(async (session, _, parts) => {
        const made = await setUpHere(session, parts.length > 0 ? parts : undefined);
        session.print(
          made.length > 0 ? `made ${made.join(', ')} in ${cacheFolder()}` : `nothing is missing in ${cacheFolder()}`,
        );
      }),
    );
}
