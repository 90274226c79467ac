import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Stack } from '@parallax/local';
import { until } from '../../support/until.js';

/** One series as Prometheus reads it. */
export interface Series {
  name: string;
  labels: Record<string, string>;
  value: number;
}

/** Where a process of a stack, started with PARALLAX_METRICS_LISTEN at port 0, says that its metrics are. */
export function metricsUrl({ directory }: Stack, name: string): Promise<string> {
  const look = async () => {
    const log = await readFile(join(directory, 'logs', `${name}.log`), 'utf8').catch(() => '');
    return /"url":"([^"]+)","message":"metrics"/.exec(log)?.[1];
  };
  return until(`${name} says where its metrics are`, look, 60);
}

export async function scrape(url: string): Promise<Series[]> {
  const text = await (await fetch(url)).text();
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return lines.map((line) => {
    const [, name = '', labels = '', value] = /^([a-z0-9_]+)(?:\{(.*)\})? (\S+)$/i.exec(line) ?? [];
    return { name, labels: Object.fromEntries(pairs(labels)), value: Number(value) };
  });
}

function pairs(labels: string): [string, string][] {
  return [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, name, value]) => [name as string, value as string]);
}

/** The values of a metric's series that bear these labels. */
export function valuesOf(series: readonly Series[], name: string, labels: Record<string, string> = {}): number[] {
  return series
    .filter((each) => each.name === name && Object.entries(labels).every(([key, value]) => each.labels[key] === value))
    .map(({ value }) => value);
}
