import type { ProbeSpec } from '@parallax/contract';
import { invalidField } from '@parallax/errors';
import type { Command } from 'commander';
import { probeFlags } from '../flags.js';
import { action } from '../session.js';
import { addSpecFlags, type SpecFlag, specFrom } from '../spec.js';
import { addStartFlags, afterStart, type StartOptions, startFields } from '../start.js';
import { toIds, toNumber, toRecipe } from '../values.js';

const asIs = (text: string) => text;

const inputFlags: readonly SpecFlag[] = [
  { flags: '--train <id>', about: "the training images' embedding job", path: 'embeddings.train', parse: asIs },
  { flags: '--test <id>', about: "the test images' embedding job", path: 'embeddings.test', parse: asIs },
  {
    flags: '--train-shards <ids>',
    about: 'instead: all shards of one, with commas',
    path: 'embeddings.trainShards',
    parse: toIds,
  },
  {
    flags: '--test-shards <ids>',
    about: 'instead: all shards of one, with commas',
    path: 'embeddings.testShards',
    parse: toIds,
  },
  {
    flags: '--views <recipe>',
    about: "instead: the pixels of a recipe's views",
    path: 'views.recipe',
    parse: toRecipe,
  },
  { flags: '--train-images <n>', about: 'of views: the first N', path: 'views.trainImages', parse: toNumber },
  { flags: '--test-images <n>', about: 'of views: the first N', path: 'views.testImages', parse: toNumber },
  { flags: '--mlp-epochs <n>', about: "the MLP's epochs", path: 'mlp.epochs', parse: toNumber },
];

const flags = [...inputFlags, ...probeFlags];

const examples = `
Examples:
  $ parallax probe --train embedding-1a2b --test embedding-3c4d
  $ parallax probe --train embedding-1a2b --test embedding-3c4d --k 20
  $ parallax probe --views notebook --mlp-epochs 10             the notebook's classifier, on augmented pixels`;

export function addProbe(program: Command): void {
  const command = program
    .command('probe')
    .description('measure what embeddings hold, beside raw pixels and a random encoder')
    .addHelpText('after', examples);
  addStartFlags(addSpecFlags(command, 'a ProbeSpec', flags)).action(
    action<StartOptions & { spec?: string }>(async (session, options) => {
      const asked = specFrom<ProbeSpec>('ProbeSpec', flags, options);
      // A flag changes its probe and leaves the other as it is; who wants one of them alone says so in a spec.
      const spec = asked.embeddings && !options.spec ? { knn: {}, linear: {}, ...asked } : asked;
      if (!spec.embeddings && !spec.views) throw invalidField('input', '', 'must be --train and --test, or --views');
      const client = session.client('ProbeService');
      const response = await client.startProbe({ spec, ...startFields(options) }, { signal: session.signal });
      await afterStart(session, 'StartProbeResponse', response, options);
    }),
  );
}
