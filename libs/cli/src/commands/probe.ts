import type { ProbeSpec } from '@parallax/contract';
import { invalidField } from '@parallax/errors';
import type { Command } from 'commander';
import { probeInputFlags } from '../flags.js';
import { probeFlags, probesFrom } from '../probe-flags.js';
import { action } from '../session.js';
import { addSpecFlags, specFrom } from '../spec.js';
import { addStartFlags, afterStart, type StartOptions, startFields } from '../start.js';

const flags = [...probeInputFlags, ...probeFlags];

const examples = `
Examples:
  $ parallax probe --train embedding-1a2b --test embedding-3c4d
  $ parallax probe --train embedding-1a2b --test embedding-3c4d --k 1,20,200
  $ parallax probe --train embedding-1a2b --test embedding-3c4d --probes logistic --logistic-c 0.01,0.1,1
  $ parallax probe --train embedding-1a2b --test embedding-3c4d --linear-optimiser sgd --linear-schedule cosine \\
      --linear-learning-rates 0.01,0.03,0.1                     the best by a part of train that is held out
  $ parallax probe --views notebook --mlp-epochs 10             the notebook's classifier, on augmented pixels`;

export function addProbe(program: Command): void {
  const command = program
    .command('probe')
    .description('measure what embeddings hold, beside raw pixels and a random encoder')
    .addHelpText('after', examples);
  addStartFlags(addSpecFlags(command, 'a ProbeSpec', flags)).action(
    action<StartOptions & { spec?: string }>(async (session, options) => {
      const asked = specFrom<ProbeSpec>('ProbeSpec', flags, options);
      const spec = asked.embeddings && !options.spec ? probesFrom(flags, options) : asked;
      if (!spec.embeddings && !spec.views) throw invalidField('input', '', 'must be --train and --test, or --views');
      const client = session.client('ProbeService');
      const response = await client.startProbe({ spec, ...startFields(options) }, { signal: session.signal });
      await afterStart(session, 'StartProbeResponse', response, options);
    }),
  );
}
