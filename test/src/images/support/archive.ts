import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

interface Layer {
  /** As it is sent, compressed. */
  bytes: number;
  /** Path, mode, owner and size of each entry. */
  entries: Entry[];
}

export interface Entry {
  path: string;
  /** As `ls` writes it: `-rwxr-xr-x`. */
  mode: string;
  owner: string;
  bytes: number;
}

export interface Image {
  config: { User: string; WorkingDir: string; Env: string[]; Entrypoint?: string[]; Labels: Record<string, string> };
  /** The lowest first. */
  layers: Layer[];
}

/** What an OCI archive holds (OCI Image Format Specification 1.1). */
export async function readArchive(archive: string): Promise<Image> {
  const folder = await mkdtemp(join(tmpdir(), 'parallax-image-'));
  try {
    await execute('tar', ['--extract', '--file', archive, '--directory', folder]);
    return await readLayout(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function readLayout(folder: string): Promise<Image> {
  const path = ({ digest }: { digest: string }) => join(folder, 'blobs', digest.replace(':', '/'));
  const json = async (file: string) => JSON.parse(await readFile(file, 'utf8'));
  const index = await json(join(folder, 'index.json'));
  const manifest = await json(path(index.manifests[0]));
  const { config } = await json(path(manifest.config));
  const layers = [];
  for (const layer of manifest.layers) layers.push({ bytes: layer.size, entries: await list(path(layer)) });
  return { config, layers };
}

async function list(layer: string): Promise<Entry[]> {
  const options = ['--list', '--verbose', '--numeric-owner', '--full-time', '--gzip', '--file', layer];
  const { stdout } = await execute('tar', options, { maxBuffer: 2 ** 28 });
  const line = /^(\S+) (\S+) +(\d+) \S+ \S+ (.*?)(?: -> .*| link to .*)?$/;
  return stdout
    .split('\n')
    .filter(Boolean)
    .map((text) => {
      const [, mode = '', owner = '', bytes = '', path = ''] = line.exec(text) ?? [];
      return { mode, owner, bytes: Number(bytes), path: path.replace(/^\.?\/*/, '/') };
    });
}
