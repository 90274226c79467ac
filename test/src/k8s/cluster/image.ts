import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

export interface HandMadeImage {
  /** With its tag, as pods call it. */
  name: string;
  /** Where a file of the image comes from, by its path in it. */
  files: Record<string, string>;
  entrypoint: string[];
}

/**
 * Writes an image of one layer, made of single files (static programs), as an OCI archive that containerd imports (OCI
 * Image Format Specification 1.1, image-layout.md). Resolves with the archive's path, in `folder`.
 */
export async function writeImage(folder: string, image: HandMadeImage): Promise<string> {
  const scratch = await mkdtemp(join(folder, 'image-'));
  const layout = join(scratch, 'layout');
  await mkdir(join(layout, 'blobs', 'sha256'), { recursive: true });
  const layer = await writeBlob(layout, 'application/vnd.oci.image.layer.v1.tar', await layerOf(scratch, image.files));
  const config = await writeBlob(layout, 'application/vnd.oci.image.config.v1+json', {
    architecture: 'amd64',
    os: 'linux',
    config: { Entrypoint: image.entrypoint },
    rootfs: { type: 'layers', diff_ids: [layer.digest] },
  });
  const manifest = await writeBlob(layout, 'application/vnd.oci.image.manifest.v1+json', {
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    config,
    layers: [layer],
  });
  const named = { ...manifest, annotations: { 'io.containerd.image.name': image.name } };
  await writeFile(join(layout, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests: [named] }));
  await writeFile(join(layout, 'oci-layout'), JSON.stringify({ imageLayoutVersion: '1.0.0' }));
  const archive = join(folder, `${image.name.replace(/[/:]/g, '-')}.tar`);
  await tar('--create', '--file', archive, '--directory', layout, '.');
  await rm(scratch, { recursive: true });
  return archive;
}

async function layerOf(scratch: string, files: Record<string, string>): Promise<Buffer> {
  const root = join(scratch, 'root');
  for (const [path, source] of Object.entries(files)) {
    await mkdir(join(root, dirname(path)), { recursive: true });
    await copyFile(source, join(root, path));
  }
  const archive = join(scratch, 'layer.tar');
  const same = ['--sort=name', '--mtime=@0', '--owner=0', '--group=0', '--numeric-owner'];
  await tar('--create', '--file', archive, ...same, '--directory', root, '.');
  return readFile(archive);
}

/** A descriptor of what it wrote, under its digest. */
async function writeBlob(layout: string, mediaType: string, content: Buffer | object) {
  const bytes = Buffer.isBuffer(content) ? content : Buffer.from(JSON.stringify(content));
  const digest = createHash('sha256').update(bytes).digest('hex');
  await writeFile(join(layout, 'blobs', 'sha256', digest), bytes);
  return { mediaType, digest: `sha256:${digest}`, size: bytes.length };
}

async function tar(...args: string[]): Promise<void> {
  await promisify(execFile)('tar', args);
}
