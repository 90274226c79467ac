import type { BlobRef, BlobStore, Tensor } from '@parallax/blobs';
import type { DatasetRef } from '@parallax/contract';
import { decodeNames, type Format, LOOK_BYTES, lookOf, type SplitName, splitNames } from '@parallax/data';
import { invalidField } from '@parallax/errors';
import { resolveDatasetRef } from '@parallax/specs';
import { Catalogue } from '../catalogue.js';
import type { StoredDataset, StoredSplit } from '../dataset-record.js';
import type { Found } from './choose.js';
import type { Decoded } from './decode.js';
import { readPixels } from './pieces.js';
import { hashOf } from './row.js';
import type { ResolvedImport } from './spec.js';

/**
 * The dataset to which pictures come, and what follows from it for their import.
 *
 * @throws NOT_FOUND; INVALID_FIELD where what is asked for doesn't fit it
 */
export async function resolveBase(
  asked: DatasetRef,
  spec: ResolvedImport,
  isFitGiven: boolean,
  store: BlobStore,
  signal: AbortSignal,
): Promise<Pick<ResolvedImport, 'addTo' | 'size' | 'fit' | 'labels'>> {
  const ref = resolveDatasetRef('spec.add_to', asked);
  if (ref.import)
    throw invalidField('spec.add_to.import', ref.import, 'must be left out: name a dataset that is there');
  const { name, digest, height, classes, rule } = await new Catalogue(store).get(ref, signal);
  if (spec.size !== undefined && spec.size !== height)
    throw invalidField('spec.size', spec.size, `must be ${height}, as the dataset has it`);
  if (classes.length > 0 && spec.labels === 'LABELS_NONE') {
    const has = `the dataset has ${classes.length} classes, and keeps them`;
    throw invalidField('spec.labels', spec.labels, `must bring classes, by folders or by a table: ${has}`);
  }
  const fit = isFitGiven || !rule ? spec.fit : rule.fit === 'squeeze' ? 'FIT_SQUEEZE' : 'FIT_CROP';
  // Where the dataset has none, nothing is learned from those of the new ones.
  const labels = classes.length === 0 ? 'LABELS_NONE' : spec.labels;
  return { addTo: { ...(name && { name }), digest }, size: height, fit, labels };
}

/**
 * What a source has come to, with the pictures of the dataset before it. Which are the same is told by their pixels at the dataset's size:
 * what size its own had is not known any more.
 */
export async function addToBase(
  base: StoredDataset,
  { found, ...decoded }: Decoded,
  format: Format,
  store: BlobStore,
  signal: AbortSignal,
): Promise<{ decoded: Decoded; format: Pick<Format, 'isPublished' | 'classes'> }> {
  const here = await rowsOf(base, store, signal);
  const added = found.map((row) => ({
    ...row,
    piece: here.pieces.length + row.piece,
    identity: row.identity.slice(row.identity.indexOf(' ') + 1),
    ...(typeof row.label === 'number' && { label: format.classes?.[row.label] ?? String(row.label) }),
  }));
  return {
    decoded: { ...decoded, found: [...here.found, ...added], pieces: [...here.pieces, ...decoded.pieces] },
    format: { isPublished: format.isPublished, classes: base.classes },
  };
}

/** Their files aren't there any more. */
const nowhere = { unit: -1, source: '' };

/** A dataset's pictures as if they had been decoded just now; its shards are the pieces. */
async function rowsOf(
  base: StoredDataset,
  store: BlobStore,
  signal: AbortSignal,
): Promise<Pick<Decoded, 'found' | 'pieces'>> {
  const found: Found[] = [];
  const pieces: Decoded['pieces'] = [];
  for (const split of splitNames) {
    const stored = base.splits[split];
    if (!stored) continue;
    const { names, looks } = await filesOf(split, stored, store, signal);
    const labels = stored.labels && (await store.getTensors(stored.labels, { signal })).labels?.data;
    let image = 0;
    for (const { count, images } of stored.shards) {
      const pixels = await readPixels(store, images, signal);
      const bytes = pixels.length / count;
      for (let at = 0; at < count; at++, image++) {
        const own = pixels.subarray(at * bytes, (at + 1) * bytes);
        const label = labels && base.classes[Number(labels[image])];
        const look = looks?.[image] ?? lookOf({ pixels: own, width: base.width, height: base.height });
        const row = { name: names[image] as string, split, identity: hashOf(own), look };
        found.push({
          ...row,
          ...nowhere,
          ...(label !== undefined && { label }),
          piece: pieces.length,
          at,
          isHere: true,
        });
      }
      const { tensors: _, ...piece }: BlobRef = images;
      pieces.push(piece);
    }
  }
  return { found, pieces };
}

/** What a split knows of its pictures' files. What was stored without names has its places instead, and no looks. */
async function filesOf(
  name: SplitName,
  { count, names }: StoredSplit,
  store: BlobStore,
  signal: AbortSignal,
): Promise<{ names: string[]; looks?: string[] }> {
  if (!names) return { names: Array.from({ length: count }, (_, at) => `${name}#${at}`) };
  const tensors = await store.getTensors(names, { signal });
  const text = Buffer.from((tensors.looks as Tensor<'U8'> | undefined)?.data ?? []).toString('hex');
  // Versions before 0.2 stored none.
  const looks = text.match(new RegExp(`.{${2 * LOOK_BYTES}}`, 'g'));
  return { names: decodeNames(tensors), ...(looks && { looks }) };
}
