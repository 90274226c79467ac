import type { EmbeddingSpec, EncoderRef } from '@parallax/contract';
import { invalidField } from '@parallax/errors';
import type { Command } from 'commander';
import { flagFor } from '../declared-flags.js';
import type { Embedded, LeftOut } from '../embed-files.js';
import { embeddingFlags, shardFlag } from '../flags.js';
import { formatCount, formatNumber } from '../format.js';
import { toJson } from '../json.js';
import { action, type Session } from '../session.js';
import { addSpecFlags, specFrom } from '../spec.js';
import { addStartFlags, afterStart, type StartOptions, startFields } from '../start.js';
import { table } from '../table.js';
import type { VectorFile } from '../vector-file.js';

const flags = [...embeddingFlags, shardFlag];

const examples = `
Examples:
  $ parallax embed --encoder training-1a2b --split train    all training images, as a job
  $ parallax embed --encoder training-1a2b --shard 0/4      the first quarter of the test images
  $ parallax embed --encoder training-1a2b cat.png dog.jpg  a few pictures, at once
  $ parallax embed --encoder training-1a2b photos holiday.zip --out photos.parquet`;

interface EmbedOptions extends StartOptions {
  out?: string;
  strict?: boolean;
}

export function addEmbed(program: Command): void {
  const command = program
    .command('embed')
    .argument('[paths...]', 'pictures, folders and archives of this machine, any number, instead of a dataset')
    .option('--out <file>', 'of paths: .npy, .parquet or .jsonl, with h of each picture and its name')
    .option('--strict', 'of paths: fail where a picture can not be read')
    .description('turn images into embeddings')
    .addHelpText('after', examples);
  addStartFlags(addSpecFlags(command, 'an EmbeddingSpec', flags)).action(
    action<EmbedOptions, [string[]]>(async (session, options, paths) => {
      const spec = specFrom<EmbeddingSpec>('EmbeddingSpec', flags, options);
      if (!spec.encoder) throw invalidField('--encoder', '', "must be a training's id or an encoder's sha256");
      if (paths.length > 0) {
        refuseFlags(options, ofJobs, 'is for a dataset: leave it out with pictures of this machine');
        return embedPaths(session, spec.encoder, paths, options);
      }
      refuseFlags(options, ['out', 'strict'], 'is for pictures of this machine: name some, or leave it out');
      const client = session.client('EmbeddingService');
      const response = await client.startEmbedding({ spec, ...startFields(options) }, { signal: session.signal });
      await afterStart(session, 'StartEmbeddingResponse', response, options);
    }),
  );
}

/** What only a job has. */
const ofJobs = [
  ...['dataset', 'split', 'images', 'shard', 'experiment', 'requestId'],
  ...['priority', 'maxAttempts', 'maxDuration', 'wait'],
];

/** @throws INVALID_FIELD for the first of the flags that is given */
function refuseFlags(options: object, names: readonly string[], must: string): void {
  const given = options as Record<string, unknown>;
  // `--no-wait` is a flag of commander's that is true where it isn't given.
  const name = names.find((each) => (each === 'wait' ? given.wait === false : given[each] !== undefined));
  if (name === undefined) return;
  // What a flag has become is not what was written.
  const value = typeof given[name] === 'object' ? '' : given[name];
  throw invalidField(name === 'wait' ? '--no-wait' : flagFor(name), value, must);
}

async function embedPaths(
  session: Session,
  encoder: EncoderRef,
  paths: readonly string[],
  { out, strict }: EmbedOptions,
): Promise<void> {
  // Both decode pictures or write files by libraries that nothing else here needs.
  const [{ embedFiles }, { openVectorFile }] = await Promise.all([
    import('../embed-files.js'),
    import('../vector-file.js'),
  ]);
  const file = out === undefined ? undefined : await openVectorFile(out);
  const shown: Embedded[] = [];
  const leftOut: LeftOut[] = [];
  let count = 0;
  const onVectors = async (vectors: readonly Embedded[]) => {
    count += vectors.length;
    await file?.add(vectors);
    // All of them where they are printed, and otherwise enough to see that they differ.
    if (!file && session.json) shown.push(...vectors);
    else shown.push(...vectors.slice(0, Math.max(0, SHOWN - shown.length)));
  };
  const onLeftOut = (left: LeftOut) => {
    leftOut.push(left);
    session.progress.say(`left out: ${left.name}: ${left.reason}`);
  };
  try {
    const asked = { encoder, paths, onVectors, onLeftOut };
    const { others, encoder: found } = await embedFiles(session, asked);
    const written = await close(file, count);
    session.document(
      {
        encoder: toJson('Encoder', found),
        images: count,
        noPictures: others,
        leftOut: leftOut.map((left) => ({ ...left })),
        ...(file
          ? { files: written }
          : { embeddings: shown.map(({ name, h, z }) => ({ name, h: [...h], z: [...z] })) }),
      },
      [
        // Whoever writes a file has them there.
        ...(count > 0 && !file ? [vectorTable(shown, count)] : []),
        ...written.map((path) => `${path} (${formatNumber(count)} images)`),
      ].join('\n'),
    );
    const unread = formatCount(leftOut.length, 'picture');
    if (count > 0 && others > 0) session.progress.say(`${formatCount(others, 'file')} no picture`);
    if (count === 0)
      session.fail(`nothing was embedded: ${unread} could not be read, and ${formatCount(others, 'file')} no picture`);
    else if (strict && leftOut.length > 0) session.fail(`${unread} could not be read`);
  } catch (thrown) {
    await file?.discard();
    throw thrown;
  }
}

/** @returns the files that were written: none where there was nothing to write */
async function close(file: VectorFile | undefined, count: number): Promise<string[]> {
  if (count > 0) return (await file?.close()) ?? [];
  await file?.discard();
  return [];
}

/** Of many pictures, as many rows are printed. */
const SHOWN = 20;

/** Each image's first features: enough to see that they differ; `--json` and `--out` have them all. */
function vectorTable(shown: readonly Embedded[], count: number): string {
  const rows = shown.map(({ name, h }) => {
    const first = h.slice(0, 6).map((value) => value.toFixed(3));
    return [name, String(h.length), `${first.join(' ')} …`];
  });
  const more = count > shown.length ? `\nand ${formatNumber(count - shown.length)} more` : '';
  return `${table(['image', 'features', 'h'], rows)}${more}`;
}
