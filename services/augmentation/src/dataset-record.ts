import { createHash } from 'node:crypto';
import type { BlobRef } from '@parallax/blobs';
import type { PixelStatistics } from '@parallax/data';
import { ParallaxError } from '@parallax/errors';

/** Of the records that are written here. */
const VERSION = 2;

/** A dataset in the object store. What it names never changes; it is known by the digest of this record. */
export interface DatasetRecord {
  version: number;
  /** Over its pixels and labels (`DatasetDigest`): it draws the order of the images. */
  sha256: string;
  height: number;
  width: number;
  /** The name of each class, by label; none where the pictures have none. */
  classes: readonly string[];
  /** How pictures became squares, and by what: `crop`, `sharp 0.35.5`. Not of arrays that are stored as they were. */
  rule?: { fit: string; decoder: string };
  licence?: string;
  origin?: string;
  /** Of the train images. What earlier versions wrote has none. */
  statistics?: PixelStatistics;
  splits: { train: StoredSplit; test?: StoredSplit };
}

export interface StoredSplit {
  count: number;
  /** Its images, in their order: each shard but the last has as many as the first. */
  shards: readonly Shard[];
  /** `labels`: U16 [count]; U8 in what version 1 stored. None where the pictures have no classes. */
  labels?: BlobRef;
  /** `names`: U8, the images' files one after another in UTF-8; `ends`: I64 [count], where each ends; `looks`: U8 [count, 8] (`lookOf`). */
  names?: BlobRef;
}

export interface Shard {
  count: number;
  /** `images`: U8 [count, height, width, 3]. */
  images: BlobRef;
}

/** A record and what it is known by: its own digest, in hex. */
export interface StoredDataset extends DatasetRecord {
  digest: string;
}

/** All blobs of a dataset. */
export function blobsOf({ splits: { train, test } }: StoredDataset): BlobRef[] {
  return [train, test].flatMap((split) => [
    ...(split?.shards ?? []).map(({ images }) => images),
    ...(split?.labels ? [split.labels] : []),
    ...(split?.names ? [split.names] : []),
  ]);
}

/** A record as it is stored. */
export function encodeRecord(record: Omit<DatasetRecord, 'version'>): { bytes: Buffer; stored: StoredDataset } {
  const versioned = { version: VERSION, ...record };
  const bytes = Buffer.from(JSON.stringify(versioned));
  return { bytes, stored: { ...versioned, digest: createHash('sha256').update(bytes).digest('hex') } };
}

/**
 * @param ref where the bytes come from
 * @throws BLOB_CORRUPT; UNSUPPORTED_VERSION of a record that a later version has written
 */
export function decodeRecord(ref: BlobRef, bytes: Uint8Array): StoredDataset {
  return { ...readJson<DatasetRecord>(ref, bytes, 'sha256'), digest: ref.sha256 };
}

/** As versions 0, which had no `version`, and 1 stored it: a split's images in one blob, and its labels as U8. */
interface OldRecord extends Omit<DatasetRecord, 'splits'> {
  splits: Record<'train' | 'test', Required<Pick<StoredSplit, 'count' | 'labels'>> & Pick<Shard, 'images'>>;
}

/** The record of today for one of version 0 or 1; its blobs stay where they are. @throws BLOB_CORRUPT, UNSUPPORTED_VERSION */
export function upgradeRecord(ref: BlobRef, bytes: Uint8Array): Omit<DatasetRecord, 'version'> {
  const { sha256, height, width, classes, splits } = readJson<OldRecord>(ref, bytes, 'sha256');
  const upgraded = ({ count, images, labels }: OldRecord['splits']['train']): StoredSplit => ({
    count,
    shards: [{ count, images }],
    labels,
  });
  return { sha256, height, width, classes, splits: { train: upgraded(splits.train), test: upgraded(splits.test) } };
}

/** What a name stands for, as it is stored. */
export interface StoredName {
  version: number;
  /** Of the dataset's record. */
  digest: string;
}

export function encodeName(digest: string): Buffer {
  return Buffer.from(JSON.stringify({ version: VERSION, digest } satisfies StoredName));
}

/** @throws BLOB_CORRUPT, UNSUPPORTED_VERSION */
export function decodeName(ref: BlobRef, bytes: Uint8Array): StoredName {
  return readJson<StoredName>(ref, bytes, 'digest');
}

/** @param must a field that each of its kind has */
function readJson<T extends { version: number }>({ bucket, key }: BlobRef, bytes: Uint8Array, must: keyof T): T {
  const value = parse<T>(Buffer.from(bytes).toString('utf8'));
  const version: unknown = value?.version ?? 0;
  if (typeof version !== 'number' || typeof value?.[must] !== 'string') {
    const message = `the object holds nothing of a dataset [bucket=${bucket}, key=${key}]`;
    throw new ParallaxError('BLOB_CORRUPT', message, { metadata: { bucket, key } });
  }
  if (version <= VERSION) return value as T;
  const message =
    `${key} is of version ${version}, and this service reads datasets up to version ${VERSION}: upgrade it, ` +
    'or import the dataset again';
  throw new ParallaxError('UNSUPPORTED_VERSION', message, {
    metadata: { kind: 'dataset', name: key, version: `${version}` },
  });
}

function parse<T>(text: string): Partial<T> | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
