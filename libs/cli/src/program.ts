import { Settings } from '@parallax/settings';
import { Command } from 'commander';
import { addClassify } from './commands/classify.js';
import { addDatasets } from './commands/datasets.js';
import { addDeclared } from './commands/declared.js';
import { addDemo } from './commands/demo.js';
import { addDown } from './commands/down.js';
import { addEmbed } from './commands/embed.js';
import { addEmbeddings } from './commands/embeddings.js';
import { addEncoders } from './commands/encoders.js';
import { addHealth } from './commands/health.js';
import { addJobs } from './commands/jobs.js';
import { addK8s } from './commands/k8s.js';
import { addPreview } from './commands/preview.js';
import { addProbe } from './commands/probe.js';
import { addPrune } from './commands/prune.js';
import { addRecipes } from './commands/recipes.js';
import { addRun } from './commands/run.js';
import { addSetup } from './commands/setup.js';
import { addTrace } from './commands/trace.js';
import { addTrain } from './commands/train.js';
import { addUp } from './commands/up.js';
import { addWatch } from './commands/watch.js';
import { version } from './version.js';

const about = `
Examples:
  $ parallax demo                        the whole way, on this machine, with a report at the end
  $ parallax up                          start the services here; parallax down ends them
  $ parallax run --epochs 2              train, embed and probe, on services that are up
  $ parallax jobs list

The services are found by PARALLAX_TRAINING_ADDRESS and its like, or where \`parallax up\` has started them.
Exit codes: 0 done, 1 failed, 2 wrong usage, 64 a bad setting (docs/settings.md); 128 + n when ended by signal n.`;

/** The command with all of its subcommands. */
export function buildProgram(): Command {
  const program = new Command('parallax')
    .description('Self-supervised image representation learning as services')
    .version(version)
    .option('--json', "print the API's messages as proto3 JSON: one document, or one a line for streams")
    .addHelpText('after', about)
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('(--help shows how it is used)')
    .exitOverride()
    .hook('preAction', () => new Settings().check());
  for (const add of [addSetup, addUp, addDown, addDemo, addRun, addTrain, addEmbed, addProbe, addClassify])
    add(program);
  for (const add of [
    addJobs,
    addWatch,
    addTrace,
    addDatasets,
    addRecipes,
    addDeclared,
    addPreview,
    addEncoders,
    addEmbeddings,
    addPrune,
    addHealth,
  ])
    add(program);
  addK8s(program);
  return program;
}
