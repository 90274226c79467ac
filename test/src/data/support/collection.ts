import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Format, folderSource, type Item, openCollection } from '@parallax/data';
import type { ExecutionContext } from 'ava';

/** The files in a folder of their own, which goes with the test. */
export async function folderOf(t: ExecutionContext, files: Record<string, string | Uint8Array>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'parallax-collection-'));
  t.teardown(() => rm(folder, { recursive: true }));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  return folder;
}

/** The files, from a folder, as a collection. */
export async function opened(t: ExecutionContext, files: Record<string, string | Uint8Array>): Promise<Format> {
  const source = folderSource(await folderOf(t, files));
  return openCollection(source, await source.list());
}

export async function itemsOf({ units }: Format, signal?: AbortSignal): Promise<Item[]> {
  const items: Item[] = [];
  for (const unit of units) for await (const item of unit.read(signal)) items.push(item);
  return items;
}

/** Each item as its name, its split, its label, and its bytes as text or why it was refused. */
export async function told(format: Format): Promise<(string | number | undefined)[][]> {
  return (await itemsOf(format)).map(({ name, split, label, content }) => [name, split, label, textOf(content)]);
}

/** Each item's split and label by its name. */
export async function places(format: Format): Promise<Record<string, string>> {
  const items = await itemsOf(format);
  return Object.fromEntries(items.map(({ name, split, label }) => [name, `${split ?? '-'} ${label ?? '-'}`]));
}

function textOf(content: Item['content']): string {
  if (content.kind === 'refused') return `refused: ${content.why}`;
  return content.kind === 'encoded' ? Buffer.from(content.bytes).toString() : 'pixels';
}
