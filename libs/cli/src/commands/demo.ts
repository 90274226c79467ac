import { type Command, Option } from 'commander';
import { runDemo } from '../demo.js';
import { demoSpecs } from '../demo-spec.js';
import type { ExperimentSpec } from '../experiment.js';
import { checkFolder, folderOption } from '../out-options.js';
import { probeFlags, probesFrom } from '../probe-flags.js';
import { action } from '../session.js';
import { addFlags } from '../spec.js';
import { toNumber } from '../values.js';

interface DemoOptions {
  preset: string;
  images?: number;
  epochs?: number;
  batch?: number;
  seed?: number;
  observe?: boolean;
  out: string;
}

const examples = `
Examples:
  $ parallax demo                                      all 50,000 images: some minutes on 2 cores
  $ parallax demo --images 1000 --epochs 1 --k 50      a small form, to see it work
  $ parallax demo --preset simclr                      another objective; notebook: the one that collapses
  $ parallax demo --observe                            its traces and metrics on pages of their own

It sets up what is missing, starts NATS, the object store and the four services on free ports, trains an encoder
without labels, embeds, probes, writes report.json, and stops all of it. With --observe, Jaeger and Prometheus run beside,
and all of it stays up, to be looked at, until \`parallax down\`.`;

export function addDemo(program: Command): void {
  const command = program
    .command('demo')
    .description('the whole way on this machine, with a report at the end')
    .addOption(new Option('--preset <name>', 'what to train').choices(Object.keys(demoSpecs)).default('vicreg'))
    .option('--images <n>', 'the first N images of each split only', toNumber)
    .option('--epochs <n>', 'how often each image is seen', toNumber)
    .option('--batch <n>', 'images in a step', toNumber)
    .option('--seed <n>', 'weights, order and views derive from it', toNumber)
    .option('--observe', 'show traces and metrics, and stay up')
    .addOption(folderOption('--out <folder>', 'for report.json').default('out/demo'))
    .addHelpText('after', examples);
  addFlags(command, probeFlags).action(
    action<DemoOptions>(async (session, options) => {
      // The default has not been looked at.
      checkFolder('--out', options.out);
      await runDemo(session, specOf(options), options);
    }),
  );
}

function specOf(options: DemoOptions): ExperimentSpec {
  const { preset, images, epochs, batch, seed } = options;
  const { training, probe } = demoSpecs[preset] as ExperimentSpec;
  const given = Object.fromEntries(
    Object.entries({ images, epochs, batch, seed }).filter(([, value]) => value !== undefined),
  );
  return {
    training: { ...training, ...given },
    testImages: images,
    probe: { ...probe, ...probesFrom(probeFlags, options) },
  };
}
