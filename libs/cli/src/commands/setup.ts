import { cacheFolder, type PartName, partNames, setUp } from '@parallax/local';
import { Argument, type Command } from 'commander';
import { LocalReport } from '../local-report.js';
import { action, type Session } from '../session.js';

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
    .action(action<object, [PartName[]]>(setUpParts));
}

async function setUpParts(session: Session, _: object, parts: PartName[]): Promise<void> {
  const local = new LocalReport(session.progress);
  await setUp({ ...(parts.length > 0 && { parts }), report: local.report, signal: session.signal });
  local.finish();
  const { made } = local;
  session.print(
    made.length > 0 ? `made ${made.join(', ')} in ${cacheFolder()}` : `nothing is missing in ${cacheFolder()}`,
  );
}
