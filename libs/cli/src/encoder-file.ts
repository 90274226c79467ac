import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { decodeSafetensors, encodeSafetensors, readMetadata, type Tensors } from '@parallax/blobs';
import { invalidField, ParallaxError } from '@parallax/errors';

/** How Hugging Face names a model that is saved in several files: `model-00001-of-00002.safetensors`, and its index. */
const shardName = /^(.*)-\d{5}-of-(\d{5})\.safetensors$/;
const indexName = /\.safetensors\.index\.json$/;

/**
 * The bytes of an encoder's file; of a model in several files, by its index, they are put together.
 *
 * @param file as the user wrote it: what is no safetensors is told by the service
 * @throws INVALID_FIELD where it can't be read, is one file of several, or an index whose files are not all there
 */
export async function readEncoderFile(file: string): Promise<Uint8Array> {
  const [, model, count] = shardName.exec(basename(file)) ?? [];
  if (model !== undefined) {
    const index = join(dirname(file), `${model}.safetensors.index.json`);
    throw invalidField(
      'file',
      file,
      `must be a whole encoder, and is one of ${Number(count)} files: give their index, ${index}`,
    );
  }
  if (indexName.test(file)) return joinShards(file);
  return read(file, file);
}

async function joinShards(index: string): Promise<Uint8Array> {
  const fileOf = readIndex(index, await read(index, index));
  const tensors: Tensors = {};
  const metadata: Record<string, string> = {};
  for (const shard of new Set(Object.values(fileOf))) {
    if (/[/\\]/.test(shard)) {
      const must = `must name files that lie beside it, and names ${JSON.stringify(shard)}`;
      throw invalidField('file', index, must);
    }
    const bytes = await read(index, join(dirname(index), shard));
    const found = decode(index, shard, bytes);
    Object.assign(metadata, readMetadata(bytes));
    for (const [name, of] of Object.entries(fileOf)) {
      if (of !== shard) continue;
      const tensor = found[name];
      if (!tensor) throw invalidField('file', index, `must name a file for each tensor, and ${shard} has no ${name}`);
      tensors[name] = tensor;
    }
  }
  return encodeSafetensors(tensors, metadata);
}

/** Which file has each tensor. */
function readIndex(index: string, bytes: Uint8Array): Record<string, string> {
  try {
    const { weight_map: map } = JSON.parse(Buffer.from(bytes).toString('utf8'));
    const names: unknown[] = Object.values(map);
    if (names.length > 0 && names.every((name) => typeof name === 'string')) return map;
  } catch {
    // It is no JSON, or has no map.
  }
  throw invalidField('file', index, 'must have a weight_map, from the names of tensors to those of files');
}

function decode(index: string, shard: string, bytes: Uint8Array): Tensors {
  try {
    return decodeSafetensors(bytes);
  } catch (thrown) {
    throw invalidField(
      'file',
      index,
      `must name safetensors files, and ${shard} is none: ${ParallaxError.from(thrown).message}`,
    );
  }
}

/** What the system's codes mean. */
const whyUnread: Readonly<Record<string, string>> = {
  ENOENT: 'is not there',
  ENOTDIR: 'is not there',
  EISDIR: 'is a folder',
  EACCES: 'may not be read by you',
};

async function read(named: string, path: string): Promise<Uint8Array> {
  return readFile(path).catch(({ code = '', message }: NodeJS.ErrnoException) => {
    const must = named === path ? 'a file that can be read' : 'the index of files that are there';
    const why = whyUnread[code] ?? message;
    throw invalidField('file', named, `must be ${must}: ${named === path ? 'it' : basename(path)} ${why}`);
  });
}
