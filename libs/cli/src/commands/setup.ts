import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { cacheFolder, type PartName, partNames, setUp } from '@parallax/local';
import { Argument, type Command } from 'commander';
import { LocalReport } from '../local-report.js';
import { action, type Session } from '../session.js';
import { choice } from '../values.js';

interface SetupOptions {
  gpu?: boolean;
  print?: PartName;
}

const examples = `
Examples:
  $ parallax setup                     everything but the GPU's runtime
  $ parallax setup grpcurl
  $ parallax setup --gpu               TensorFlow's runtime for NVIDIA's GPUs as well
  $ PATH="$PATH:$(parallax setup --print grpcurl)"
  $ PARALLAX_NATS_SERVER=/usr/sbin/nats-server parallax setup

What it makes lies in PARALLAX_CACHE, by default ~/.cache/parallax, pinned and verified; once more does nothing.`;

export function addSetup(program: Command): void {
  program
    .command('setup')
    .description("make what is missing on this machine: TensorFlow's runtime, servers, the dataset")
    .addArgument(new Argument('[parts...]', 'only these').choices(partNames))
    .option('--gpu', "TensorFlow's GPU runtime as well")
    .addOption(choice('--print <part>', 'make only this part, and print its folder', partNames))
    .addHelpText('after', examples)
    .action(action<SetupOptions, [PartName[]]>(setUpParts));
}

async function setUpParts(session: Session, { gpu, print }: SetupOptions, given: PartName[]): Promise<void> {
  const local = new LocalReport(session.progress);
  const parts: readonly PartName[] = print
    ? [print]
    : given.length > 0
      ? given
      : partNames.filter((part) => part !== GPU);
  const wanted = gpu ? [...parts, GPU] : parts;
  const paths = await setUp({ parts: wanted, report: local.report, signal: session.signal });
  local.finish();
  if (print) session.print(folderOf(paths[print] ?? ''));
  else if (local.made.length > 0) session.print(`made ${local.made.join(', ')} in ${cacheFolder()}`);
  else session.print(`nothing is missing in ${cacheFolder()}`);
}

/** Some parts are a folder, some the one program in it. */
function folderOf(path: string): string {
  return statSync(path).isDirectory() ? path : dirname(path);
}

const GPU: PartName = 'tensorflow-gpu';
