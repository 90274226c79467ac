import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { EmbeddingSpec, EmbedResponse } from '@parallax/contract';
import { invalidField } from '@parallax/errors';
import type { Command } from 'commander';
import { embeddingFlags, shardFlag } from '../flags.js';
import { action, type Session } from '../session.js';
import { addSpecFlags, specFrom } from '../spec.js';
import { addStartFlags, afterStart, type StartOptions, startFields } from '../start.js';
import { table } from '../table.js';

const flags = [...embeddingFlags, shardFlag];

const examples = `
Examples:
  $ parallax embed --encoder training-1a2b --split train    all training images, as a job
  $ parallax embed --encoder training-1a2b --shard 0/4      the first quarter of the test images
  $ parallax embed --encoder training-1a2b cat.png dog.jpg  a few images, at once`;

export function addEmbed(program: Command): void {
  const command = program
    .command('embed')
    .argument('[files...]', 'images (at most 64) to embed at once instead of a dataset')
    .description('turn images into embeddings')
    .addHelpText('after', examples);
  addStartFlags(addSpecFlags(command, 'an EmbeddingSpec', flags)).action(
    action<StartOptions, [string[]]>(async (session, options, files) => {
      const spec = specFrom<EmbeddingSpec>('EmbeddingSpec', flags, options);
      if (!spec.encoder) throw invalidField('--encoder', '', "must be a training's id or an encoder's sha256");
      if (files.length > 0) return embedFiles(session, spec, files);
      const client = session.client('EmbeddingService');
      const response = await client.startEmbedding({ spec, ...startFields(options) }, { signal: session.signal });
      await afterStart(session, 'StartEmbeddingResponse', response, options);
    }),
  );
}

async function embedFiles(session: Session, { encoder }: EmbeddingSpec, files: readonly string[]): Promise<void> {
  const images = await Promise.all(files.map((file) => readFile(file)));
  const client = session.client('EmbeddingService');
  const response = await client.embed({ encoder, images }, { signal: session.signal });
  session.answer('EmbedResponse', response, vectorTable(files, response));
}

/** Each image's first features: enough to see that they differ; `--json` has them all. */
function vectorTable(files: readonly string[], { embeddings }: EmbedResponse): string {
  const rows = embeddings.map(({ h }, index) => {
    const first = h.slice(0, 6).map((value) => value.toFixed(3));
    return [basename(files[index] ?? ''), String(h.length), `${first.join(' ')} …`];
  });
  return table(['image', 'features', 'h'], rows);
}
