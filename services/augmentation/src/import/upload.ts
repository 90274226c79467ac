import type { BlobStore } from '@parallax/blobs';
import type {
  CreateImportUploadRequest,
  CreateImportUploadResponseInput,
  ImportSpec,
  Upload,
} from '@parallax/contract';
import type { UploadedPart } from '@parallax/data';
import { checkInteger, checkSha256, invalidField } from '@parallax/errors';
import type { Call } from '@parallax/rpc';

/** Parts that one call asks for. */
const MOST_ASKED = 100;

/** Parts of an upload: of 64 MiB each, 6 TiB. */
const MOST_PARTS = 100_000;

/** Letters of what an upload is called. */
const LONGEST_SOURCE = 256;

/** How long an address holds, in seconds. */
const HOUR = 3600;

function keyOf(id: string, part: number): string {
  return `uploads/${id}/${String(part).padStart(5, '0')}.tar`;
}

/**
 * Says of each part where to put it, or that it is there. An object appears whole or not at all, so what is there is whole.
 *
 * @param check refuses what could not be imported
 */
export function createImportUpload(
  store: BlobStore,
  check: (spec: ImportSpec, signal: AbortSignal) => Promise<unknown>,
) {
  return async (
    { id = '', parts, spec }: CreateImportUploadRequest,
    { signal }: Call,
  ): Promise<CreateImportUploadResponseInput> => {
    checkSha256('id', id);
    if (parts.length === 0 || parts.length > MOST_ASKED)
      throw invalidField('parts', `${parts.length} parts`, `must be 1 to ${MOST_ASKED} of them`);
    for (const [at, part] of parts.entries()) checkInteger(`parts[${at}]`, part, 0, MOST_PARTS - 1);
    if (spec) await check({ ...spec, upload: { id, parts: parts.length } }, signal);
    const seconds = Math.floor(Date.now() / 1000) + HOUR;
    const find = async (index: number) => {
      const found = await store.head(keyOf(id, index), { signal });
      return found ? { index, size: found.size } : { index, url: await store.presignedPut(keyOf(id, index)) };
    };
    return { parts: await Promise.all(parts.map(find)), expireTime: { seconds, nanos: 0 } };
  };
}

/** An upload with nothing left open. */
export type ResolvedUpload = Required<Omit<Upload, 'source'>> & Pick<Upload, 'source'>;

/** @throws INVALID_FIELD */
export function resolveUpload(field: string, { id = '', parts = 0, source = '' }: Upload): ResolvedUpload {
  checkSha256(`${field}.id`, id);
  checkInteger(`${field}.parts`, parts, 1, MOST_PARTS);
  if (source.length > LONGEST_SOURCE)
    throw invalidField(`${field}.source`, source, `must have at most ${LONGEST_SOURCE} letters`);
  return { id, parts, ...(source && { source }) };
}

/** The tars of an upload, in their order. @throws INVALID_FIELD that names the first which isn't there */
export async function findParts(
  field: string,
  { id, parts, source }: ResolvedUpload,
  store: BlobStore,
  signal?: AbortSignal,
): Promise<UploadedPart[]> {
  const sizes = new Map<string, number>();
  for await (const { key, size } of store.list(`uploads/${id}/`, { signal })) sizes.set(key, size);
  return Array.from({ length: parts }, (_, part) => {
    const key = keyOf(id, part);
    const size = sizes.get(key);
    if (size === undefined)
      throw invalidField(
        field,
        source ?? id,
        `must have all its ${parts} parts, and part ${part} is not there: upload it again`,
      );
    return { key, size };
  });
}
