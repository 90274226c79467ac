import type { ClassProbability, EncoderRef } from '@parallax/contract';
import { invalidField, ParallaxError } from '@parallax/errors';
import type { Command } from 'commander';
import { formatShare } from '../format.js';
import { checkId, stateOf } from '../jobs.js';
import { fileOption } from '../out-options.js';
import { action, type Session } from '../session.js';
import { table } from '../table.js';
import { toCount } from '../values.js';

const examples = `
Examples:
  $ parallax classify --probe probe-1a2b cat.png dog.jpg
  $ parallax classify --probe probe-1a2b --top 3 photos holiday.zip --out photos.csv
  $ parallax classify --probe probe-1a2b --classifier logistic photos`;

interface ClassifyOptions {
  probe: string;
  classifier?: string;
  top: number;
  out?: string;
  strict?: boolean;
}

export function addClassify(program: Command): void {
  program
    .command('classify')
    .argument('<paths...>', 'pictures, folders and archives of this machine, any number')
    .description('label pictures by a classifier that a probe has kept')
    .requiredOption('--probe <id>', 'a probe of embeddings that has succeeded')
    .option(
      '--classifier <name>',
      'which of its classifiers, as its table calls them: logistic, "few-labels share=0.01"; default the first',
    )
    .option('--top <n>', 'classes of each picture, the most probable first', toCount, 1)
    .addOption(fileOption('--out <file>', '.csv, .parquet or .jsonl, with a row for each class of a picture'))
    .option('--strict', 'fail where a picture can not be read, or a link is not followed')
    .addHelpText('after', examples)
    .action(
      action<ClassifyOptions, [string[]]>(async (session, options, paths) => classifyPaths(session, paths, options)),
    );
}

async function classifyPaths(session: Session, paths: readonly string[], options: ClassifyOptions): Promise<void> {
  const { probe, classifier, top, out, strict } = options;
  const [{ answerFiles, checkPaths }, { openClassFile }] = await Promise.all([
    import('../answer-files.js'),
    import('../class-file.js'),
  ]);
  await checkPaths(paths);
  const client = session.client('EmbeddingService');
  const ask = async (images: Uint8Array[]) => {
    const request = { probe, classifier, top, images };
    const { classifications } = await client.classify(request, { signal: session.signal });
    return classifications.map(({ classes }) => ({ classes: classes.map(known) }));
  };
  await answerFiles<{ classes: Known[] }>(session, {
    encoder: await encoderOf(session, probe),
    paths,
    strict,
    file: out === undefined ? undefined : await openClassFile(out),
    ask,
    key: 'classifications',
    toJson: ({ name, classes }) => ({ name, classes: classes.map((each) => ({ ...each })) }),
    toTable: (shown) =>
      table(
        ['image', 'class', 'probability'],
        shown.flatMap(({ name, classes }) =>
          classes.map((each, at) => [at === 0 ? name : '', each.name, formatShare(each.probability)]),
        ),
      ),
    done: 'classified',
  });
}

type Known = Required<Pick<ClassProbability, 'name' | 'probability'>>;

function known({ name = '', probability = 0 }: ClassProbability): Known {
  return { name, probability };
}

/** The encoder whose embeddings a probe was of, by which pictures are brought to size. */
async function encoderOf(session: Session, probe: string): Promise<EncoderRef> {
  if (!checkId(probe).startsWith('probe-')) throw invalidField('--probe', probe, 'must be the id of a probe');
  const { signal } = session;
  const client = session.client('JobService');
  const { job } = await client.getJob({ id: probe }, { signal });
  const { probeSpec, probeResult } = job ?? {};
  if (!probeResult) throw new ParallaxError('JOB_NOT_ENDED', `${probe} has no classifier: it is ${stateOf(job ?? {})}`);
  const { train, trainShards = [] } = probeSpec?.embeddings ?? {};
  const id = train || trainShards[0];
  if (!id) throw invalidField('--probe', probe, 'must be a probe of embeddings: views have no encoder');
  const { job: embedding } = await client.getJob({ id }, { signal });
  return { sha256: embedding?.embeddingResult?.encoder?.blob?.sha256 };
}
