import type { Dataset } from '@parallax/contract';
import { type Command, Option } from 'commander';
import { formatNumber } from '../format.js';
import { importDataset } from '../import-dataset.js';
import { action } from '../session.js';
import { table } from '../table.js';
import { toDataset } from '../values.js';

interface ImportOptions {
  folder?: string;
  prefix?: string;
}

const examples = `
Examples:
  $ parallax datasets import cifar10                      from the verified download of set-up
  $ parallax datasets import cifar10 --folder cifar-10-batches-bin
  $ parallax datasets show cifar10 --json`;

export function addDatasets(program: Command): void {
  const datasets = program
    .command('datasets')
    .description('list, show and import datasets')
    .addHelpText('afterAll', examples);
  datasets
    .command('list')
    .description('those that have been imported')
    .action(
      action(async (session) => {
        const client = session.client('AugmentationService');
        const response = await client.listDatasets({ pageSize: 1000 }, { signal: session.signal });
        session.answer('ListDatasetsResponse', response, datasetTable(response.datasets));
      }),
    );
  datasets
    .command('show')
    .description('all about one')
    .argument('<dataset>', 'its name or its digest')
    .action(
      action<object, [string]>(async (session, _, name) => {
        const client = session.client('AugmentationService');
        const response = await client.getDataset(toDataset(name), { signal: session.signal });
        session.answer('GetDatasetResponse', response, describeDataset(response.dataset));
      }),
    );
  datasets
    .command('import')
    .description('bring one into the object store, verified; once more changes nothing')
    .argument('<name>', 'such as cifar10')
    .option('--folder <path>', "where its original files lie, in or below the service's PARALLAX_DATA")
    .addOption(new Option('--prefix <prefix>', 'where they lie in the object store').conflicts('folder'))
    .action(
      action<ImportOptions, [string]>(async (session, { folder, prefix }, name) => {
        const response = await importDataset(session, { name, folder, prefix });
        session.answer('ImportDatasetResponse', response, describeDataset(response.dataset));
      }),
    );
}

function datasetTable(datasets: readonly Dataset[]): string {
  if (datasets.length === 0) return 'no datasets: `parallax datasets import cifar10` brings one';
  const rows = datasets.map((dataset) => [dataset.name ?? '', describeSplits(dataset), dataset.sha256 ?? '']);
  return table(['name', 'images', 'sha256'], rows);
}

function describeDataset(dataset: Dataset | undefined): string {
  if (!dataset) return '';
  return [
    `${dataset.name || 'dataset'}: ${describeSplits(dataset)}, ${dataset.height}×${dataset.width}`,
    `classes  ${dataset.classes.join(', ')}`,
    `sha256   ${dataset.sha256}`,
    `digest   ${dataset.digest}`,
  ].join('\n');
}

function describeSplits({ splits }: Dataset): string {
  return splits.map(({ name, count = 0 }) => `${formatNumber(count)} ${name}`).join(' + ');
}
