import { readFileSync } from 'node:fs';
import { catalogue, prometheusName } from '@parallax/telemetry';
import test from 'ava';

const doc = readFileSync(new URL('../../../docs/metrics.md', import.meta.url), 'utf8');

test('docs/metrics.md has each metric with its names, type, unit, attributes and meaning, and no other', (t) => {
  const rows = doc.split('\n').filter((line) => line.startsWith('| `'));
  const documented = rows.map((row) => {
    const [prometheus, name, type, unit, attributes, about] = row.slice(2, -2).split(' | ');
    return { prometheus, name, type, unit, attributes: attributes?.split(' ').filter(Boolean), about };
  });
  const code = (text: string) => (text ? `\`${text}\`` : '');
  const metrics = Object.values(catalogue).flatMap((group) => Object.values<catalogue.Metric>(group));
  const expected = metrics.map((metric) => ({
    prometheus: code(prometheusName(metric)),
    name: code(metric.name),
    type: metric.type,
    unit: code(metric.unit),
    attributes: metric.attributes.map(code),
    about: metric.about,
  }));
  const byName = (rows: { name?: string }[]) => rows.toSorted((a, b) => (String(a.name) < String(b.name) ? -1 : 1));
  t.deepEqual(byName(documented), byName(expected));
});
