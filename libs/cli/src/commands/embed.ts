import type { EmbeddingSpec, EncoderRef, Vectors } from '@parallax/contract';
import { invalidField } from '@parallax/errors';
import type { Command } from 'commander';
import { embeddingFlags, shardFlag } from '../flags.js';
import { fileOption } from '../out-options.js';
import { asWritten, refuseFlags } from '../refuse-flags.js';
import { action, type Session } from '../session.js';
import { addSpecFlags, specFrom } from '../spec.js';
import { addStartFlags, afterStart, type StartOptions, startFields, startNames } from '../start.js';
import { table } from '../table.js';

const flags = [...embeddingFlags, shardFlag];

const examples = `
Examples:
  $ parallax embed --encoder training-1a2b --split train    all training images, as a job
  $ parallax embed --encoder training-1a2b --shard 0/4      the first quarter of the test images
  $ parallax embed --encoder training-1a2b cat.png dog.jpg  a few pictures, at once
  $ parallax embed --encoder training-1a2b photos holiday.zip --out photos.parquet

Pictures of a single folder are named below it (cats/1.png); of several paths, each begins with its path (photos/cats/1.png).
Those of an archive are named below it (holiday.zip/1.png).
Their classes are told for each path by itself, by the folders below it, and of a picture that is named itself by its folder.`;

interface EmbedOptions extends StartOptions {
  out?: string;
  strict?: boolean;
}

export function addEmbed(program: Command): void {
  const command = program
    .command('embed')
    .argument('[paths...]', 'pictures, folders and archives of this machine, any number, instead of a dataset')
    .addOption(fileOption('--out <file>', 'of paths: .npy, .parquet or .jsonl, with h of each picture and its name'))
    .option('--strict', 'of paths: fail where a picture can not be read, or a link is not followed')
    .description('turn images into embeddings')
    .addHelpText('after', examples);
  addStartFlags(addSpecFlags(command, 'an EmbeddingSpec', flags));
  const written = asWritten(command);
  command.action(
    action<EmbedOptions, [string[]]>(async (session, options, paths) => {
      const spec = specFrom<EmbeddingSpec>('EmbeddingSpec', flags, options);
      if (!spec.encoder) throw invalidField('--encoder', '', "must be a training's id or an encoder's sha256");
      if (paths.length > 0) {
        refuseFlags(options, written, ofJobs, 'is for a dataset: leave it out with pictures of this machine');
        return embedPaths(session, spec.encoder, paths, options);
      }
      refuseFlags(options, written, ['out', 'strict'], 'is for pictures of this machine: name some, or leave it out');
      const client = session.client('EmbeddingService');
      const response = await client.startEmbedding({ spec, ...startFields(options) }, { signal: session.signal });
      await afterStart(session, 'StartEmbeddingResponse', response, options);
    }),
  );
}

/** What only a job has. */
const ofJobs = ['dataset', 'split', 'images', 'shard', ...startNames];

async function embedPaths(
  session: Session,
  encoder: EncoderRef,
  paths: readonly string[],
  { out, strict }: EmbedOptions,
): Promise<void> {
  // Both decode pictures or write files by libraries that nothing else here needs.
  const [{ answerFiles, checkPaths }, { openVectorFile }] = await Promise.all([
    import('../answer-files.js'),
    import('../vector-file.js'),
  ]);
  await checkPaths(paths);
  const client = session.client('EmbeddingService');
  await answerFiles<Vectors>(session, {
    encoder,
    paths,
    strict,
    file: out === undefined ? undefined : await openVectorFile(out),
    ask: async (images) => (await client.embed({ encoder, images }, { signal: session.signal })).embeddings,
    key: 'embeddings',
    toJson: ({ name, h, z }) => ({ name, h: [...h], z: [...z] }),
    toTable: vectorTable,
    done: 'embedded',
  });
}

/** Each image's first features: enough to see that they differ; `--json` and `--out` have them all. */
function vectorTable(shown: readonly (Vectors & { name: string })[]): string {
  const rows = shown.map(({ name, h }) => {
    const first = h.slice(0, 6).map((value) => value.toFixed(3));
    return [name, String(h.length), `${first.join(' ')} …`];
  });
  return table(['image', 'features', 'h'], rows);
}
