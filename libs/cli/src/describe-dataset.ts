import type { Dataset } from '@parallax/contract';
import { describeClasses, type SplitCounts } from './class-counts.js';
import { downloadTensors } from './download.js';
import { formatNumber } from './format.js';
import { printable } from './printable.js';
import type { Session } from './session.js';
import { table } from './table.js';

/** Datasets, one a line. */
export function datasetTable(datasets: readonly Dataset[]): string {
  if (datasets.length === 0) return 'no datasets: `parallax datasets import cifar10` brings one';
  const rows = datasets.map((dataset) => [
    dataset.name ?? '',
    describeSplits(dataset),
    `${dataset.height}×${dataset.width}`,
    String(dataset.classes.length),
    dataset.digest ?? '',
  ]);
  return table(['name', 'images', 'size', 'classes', 'digest'], rows);
}

/** How many images each class has, by the labels of the splits. */
export async function countsOf(session: Session, { classes, splits }: Dataset): Promise<SplitCounts[]> {
  const counts: SplitCounts[] = [];
  for (const { name = '', labels } of splits) {
    if (!labels) continue;
    const perClass = classes.map(() => 0);
    const { labels: stored } = await downloadTensors(session, labels);
    for (const label of stored?.data ?? []) (perClass[Number(label)] as number)++;
    counts.push({ name, perClass });
  }
  return counts;
}

/** All about a dataset, for people. */
export function describeDataset(dataset: Dataset | undefined, counts: readonly SplitCounts[]): string {
  if (!dataset) return '';
  const { statistics } = dataset;
  return [
    `${printable(dataset.name || 'dataset')}: ${describeSplits(dataset)}, ${dataset.height}×${dataset.width}`,
    ...(dataset.fit ? [`fit      ${dataset.fit}`] : []),
    `classes  ${describeClasses(dataset.classes, dataset.classes.length, counts)}`,
    ...(statistics
      ? [`pixels   mean ${statistics.mean.join(', ')}; deviation ${statistics.standardDeviation.join(', ')}`]
      : []),
    ...(dataset.licence ? [`licence  ${printable(dataset.licence)}`] : []),
    ...(dataset.origin ? [`origin   ${printable(dataset.origin)}`] : []),
    `sha256   ${dataset.sha256}`,
    `digest   ${dataset.digest}`,
  ].join('\n');
}

function describeSplits({ splits }: Dataset): string {
  return splits.map(({ name, count = 0 }) => `${formatNumber(count)} ${name}`).join(' + ');
}
