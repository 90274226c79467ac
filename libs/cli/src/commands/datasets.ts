import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import type {
  Dataset,
  DatasetRef,
  ImportSpecInput,
  StartImportRequestInput,
  StartImportResponse,
} from '@parallax/contract';
import { checkInteger, invalidField } from '@parallax/errors';
import { MOST_IMPORT_SHARDS } from '@parallax/specs';
import { type Command, Option } from 'commander';
import { allPages } from '../all-pages.js';
import { countsOf, datasetTable, describeDataset } from '../describe-dataset.js';
import { importFlags } from '../flags.js';
import { formatCount, formatNumber } from '../format.js';
import { importDataset } from '../import-dataset.js';
import { labelsOf, sourceOf } from '../import-source.js';
import { showLeftOut } from '../left-out.js';
import { fileOption, folderOption } from '../out-options.js';
import { asWritten, refuseFlags } from '../refuse-flags.js';
import { action, type Session } from '../session.js';
import { addSpecFlags, type SpecFlag, specFrom } from '../spec.js';
import { addStartFlags, afterStart, type StartOptions, startFields, startNames } from '../start.js';
import { toDataset, toNumber } from '../values.js';

interface ImportOptions extends StartOptions {
  name?: string;
  replace?: boolean;
  labels?: string;
  folder?: string;
  prefix?: string;
  profile?: string;
  shards?: number;
  addTo?: DatasetRef;
}

const examples = `
Examples:
  $ parallax datasets import cifar10                      from PARALLAX_DATA: if unset, set-up's verified download
  $ parallax datasets import cifar10 --folder cifar-10-batches-bin
  $ parallax datasets import photos --name photos --test 0.1   a folder, or an archive, of this machine
  $ parallax datasets import service:shop --name shop --size 96 --test 0.1
  $ parallax datasets import s3://parallax/uploads/scans --name scans --labels none
  $ parallax datasets import s3://archive/2026 --profile hospital --name scans-2026
  $ parallax datasets add photos more-photos
  $ parallax datasets show photos --sheet photos.png
  $ parallax datasets left-out import-1a2b
  $ parallax datasets export photos --out photos-96`;

export function addDatasets(program: Command): void {
  const datasets = program
    .command('datasets')
    .description('list, show, import, add to, export, rename and delete datasets')
    .addHelpText('afterAll', examples);
  datasets
    .command('list')
    .description('those that have been imported')
    .action(
      action(async (session) => {
        const client = session.client('AugmentationService');
        const datasets = await allPages(
          (page) => client.listDatasets(page, { signal: session.signal }),
          (page) => page.datasets,
        );
        session.answer('ListDatasetsResponse', { datasets }, datasetTable(datasets));
      }),
    );
  datasets
    .command('show')
    .description('all about one')
    .argument('<dataset>', 'its name or its digest')
    .addOption(fileOption('--sheet <file.png>', 'writes some of its images, side by side'))
    .action(action<{ sheet?: string }, [string]>(showDataset));
  datasets
    .command('left-out')
    .description('every picture that an import has left out, and why')
    .argument('<import>', 'the job, which has succeeded, or failed for pictures')
    .action(action<object, [string]>((session, _, id) => showLeftOut(session, id)));
  datasets
    .command('rename')
    .description('give it another name')
    .argument('<name>')
    .argument('<new-name>')
    .action(
      action<object, [string, string]>(async (session, _, name, newName) => {
        const client = session.client('AugmentationService');
        const response = await client.renameDataset({ name, newName }, { signal: session.signal });
        session.answer('RenameDatasetResponse', response, `${name} is called ${newName}`);
      }),
    );
  datasets
    .command('delete')
    .description('take its name away; what nothing needs is removed some time later')
    .argument('<name>')
    .action(
      action<object, [string]>(async (session, _, name) => {
        const client = session.client('AugmentationService');
        const response = await client.deleteDataset({ name }, { signal: session.signal });
        session.answer('DeleteDatasetResponse', response, `${name} is deleted`);
      }),
    );
  datasets
    .command('export')
    .description('write its images into a folder, as PNG, under the names of their files')
    .argument('<dataset>', 'its name or its digest')
    .addOption(folderOption('--out <folder>', 'a new folder').makeOptionMandatory())
    .action(
      action<{ out: string }, [string]>(async (session, { out }, name) => {
        const client = session.client('AugmentationService');
        const { dataset } = await client.getDataset(toDataset(name), { signal: session.signal });
        const { exportDataset } = await import('../export-dataset.js');
        const images = await exportDataset(session, dataset as Dataset, out);
        session.document({ images, folder: out }, `${out} (${formatNumber(images)} images)`);
      }),
    );
  addImport(datasets);
  addSource(
    datasets
      .command('add')
      .description('bring more pictures to a dataset: its name stands for all of them then')
      .argument('<name>', 'the dataset'),
    sources,
    addFlagsOfImport,
  ).action(
    action<ImportOptions, [string, string]>((session, options, name, source) =>
      importSource(session, { ...options, name: options.name ?? name, addTo: toDataset(name) }, source),
    ),
  );
}

function addImport(datasets: Command): void {
  const command = addSource(
    datasets
      .command('import')
      .description('bring pictures into the object store as a dataset; once more changes nothing'),
    `${sources}, or cifar10`,
  )
    .option('--replace', "give the name to it though it is another dataset's, or CIFAR-10's")
    .option(
      '--folder <path>',
      "of cifar10: where its original files lie, in or below the service's PARALLAX_DATA; without it, in that itself",
    )
    .addOption(new Option('--prefix <prefix>', 'of cifar10: where they lie in the object store').conflicts('folder'));
  const written = asWritten(command);
  command.action(
    action<ImportOptions, [string]>(async (session, options, source) => {
      if (source === 'cifar10') {
        refuseFlags(options, written, ofOthers, asReleased);
        return importCifar10(session, options);
      }
      refuseFlags(options, written, ['folder', 'prefix'], 'is for cifar10: leave it out with other pictures');
      return importSource(session, options, source);
    }),
  );
}

/** What only an import of other pictures than CIFAR-10 has. */
const ofOthers = [
  ...importFlags.map(({ flags }) => new Option(flags).attributeName()),
  ...['spec', 'labels', 'profile', 'shards'],
  ...startNames,
];

const asReleased =
  'is for other pictures: leave it out with cifar10, which is brought as it was released, or take its files as any others, by service:PATH';

/** Where pictures lie, for all that brings some. */
const sources = 'a folder or a file here, service:PATH, s3://BUCKET/PREFIX';

/** Where pictures are added, a name is for all of them. */
const addFlagsOfImport = importFlags.map((flag) =>
  flag.path === 'name'
    ? { ...flag, about: "a name for all of them, instead of the dataset's own, which stays what it is" }
    : flag,
);

/** What an import takes, whatever becomes of it. */
function addSource(command: Command, from: string, flags: readonly SpecFlag[] = importFlags): Command {
  command
    .argument('<source>', from)
    .option('--labels <from>', 'folders (the default; of arrays their own), none, or a table: FILE.csv in the source')
    .option(
      '--profile <name>',
      'of s3://: the service has credentials under this name, for a bucket that is not its own',
    )
    .option(
      '--shards <n>',
      `parts, up to ${MOST_IMPORT_SHARDS}, that as many workers take at a time; the dataset is the same`,
      toNumber,
    );
  return addStartFlags(addSpecFlags(command, 'an ImportSpec', flags));
}

async function importSource(session: Session, options: ImportOptions, source: string): Promise<void> {
  const { addTo, replace } = options;
  const spec = specFrom<ImportSpecInput>('ImportSpec', importFlags, options);
  if (spec.name === undefined) throw invalidField('--name', '', 'must say what the dataset is to be called');
  if (options.shards !== undefined) checkInteger('--shards', options.shards, 1, MOST_IMPORT_SHARDS);
  const asked = { ...spec, ...(await labelsOf(source, options.labels, spec.group)), addTo, replace };
  const from = await sourceOf(session, source, asked, options.profile);
  const request = { spec: { ...asked, ...from }, ...startFields(options) };
  const response = await startImport(session, request, options.shards);
  await afterStart(session, 'StartImportResponse', response, options);
}

/** Images on a contact sheet, at most: as many as fit into what a preview draws. */
const SHEET_IMAGES = 64;
const SHEET_BYTES = 16 * 2 ** 20;

async function showDataset(session: Session, { sheet }: { sheet?: string }, text: string): Promise<void> {
  const client = session.client('AugmentationService');
  const { signal } = session;
  const response = await client.getDataset(toDataset(text), { signal });
  const dataset = response.dataset as Dataset;
  if (sheet !== undefined) {
    const count = Number(dataset.splits[0]?.count ?? 0);
    const most = Math.floor(SHEET_BYTES / (Number(dataset.height) ** 2 * 3));
    const shown = Math.max(1, Math.min(SHEET_IMAGES, most, count));
    // Evenly from all, since classes stand together.
    const indices = Array.from({ length: shown }, (_, at) => Math.floor((at * count) / shown));
    const { png } = await client.preview({ dataset: toDataset(text), views: 0, indices }, { signal });
    await writeFile(sheet, png ?? new Uint8Array());
    session.progress.say(`${sheet} has ${formatCount(shown, 'image')}`);
  }
  session.answer('GetDatasetResponse', response, describeDataset(dataset, await countsOf(session, dataset)));
}

async function importCifar10(session: Session, { folder, prefix, replace }: ImportOptions): Promise<void> {
  const response = await importDataset(session, { name: 'cifar10', folder, prefix, replace });
  session.answer('ImportDatasetResponse', response, describeDataset(response.dataset, []));
}

/** The import, which waits for its shards where it is cut into some. With a request id, they have ids that follow from it. */
async function startImport(
  session: Session,
  request: StartImportRequestInput,
  count = 1,
): Promise<StartImportResponse> {
  const client = session.client('AugmentationService');
  const options = { signal: session.signal };
  if (count === 1) return client.startImport(request, options);
  const requestId = request.requestId ?? randomUUID();
  const shards: string[] = [];
  let { experiment } = request;
  for (let index = 0; index < count; index++) {
    const spec = { ...request.spec, shard: { index, count } };
    const shard = { ...request, spec, experiment, requestId: `${requestId}-shard-${index}` };
    const { job } = await client.startImport(shard, options);
    experiment = job?.status?.experiment;
    shards.push(job?.id as string);
  }
  return client.startImport({ ...request, spec: { ...request.spec, shards }, experiment, requestId }, options);
}
