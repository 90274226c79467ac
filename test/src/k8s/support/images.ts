import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { cacheFolder, setUp } from '@parallax/local';
import { Builder } from './image-builder.js';
import { digestOfContext } from './image-context.js';

/** Something of each image; by default its OCI archive, in which it is named as the manifests name it. */
export interface Images<T = string> {
  server: T;
  worker: T;
  objectStore: T;
  nats: T;
}

const VERSION = '0.1.0';

const names: Images = {
  server: `docker.io/parallax/server:${VERSION}`,
  worker: `docker.io/parallax/worker:${VERSION}`,
  objectStore: `docker.io/parallax/object-store:${VERSION}`,
  nats: 'docker.io/library/nats:2.15.2',
};

const targets: Images = { server: 'server', worker: 'worker', objectStore: 'object-store', nats: 'nats' };

/** A set of images takes 0.7 GB: only the last few are kept. */
const KEPT = 3;

/** How long a build may take, in milliseconds. What an older one has left behind was cut off. */
const LIMIT = 45 * 60_000;

/**
 * Builds the images by deploy/docker/build.sh, with buildah, on a stand-in for the base image; what set-up has made
 * already is not made again. Takes some minutes, and nothing where the same sources have been built before.
 */
export async function buildImages(): Promise<Images> {
  const all = join(cacheFolder(), 'images');
  await mkdir(all, { recursive: true });
  const folder = join(all, await digestOfContext());
  if (!existsSync(folder)) await build(all, folder, AbortSignal.timeout(LIMIT));
  return archives(folder);
}

function archives(folder: string): Images {
  const entries = Object.entries(targets).map(([name, target]) => [name, join(folder, `${target}.tar`)]);
  return Object.fromEntries(entries) as unknown as Images;
}

async function build(all: string, folder: string, signal: AbortSignal): Promise<void> {
  await sweep(all);
  const scratch = await mkdtemp(join(all, '.scratch-'));
  const builder = new Builder(scratch, signal);
  try {
    const base = await builder.makeBase(join(all, `base-${process.version}.tar`));
    const volumes = await seeds(signal);
    const made = join(scratch, 'made');
    await mkdir(made);
    const paths = archives(made);
    for (const image of Object.keys(targets) as (keyof Images)[]) {
      await builder.build(targets[image], base, volumes);
      await builder.save(targets[image], paths[image], names[image]);
    }
    await rename(made, folder);
    await forget(all);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** What set-up has in the cache of this machine, where the build's own set-up looks for it: nothing is compiled twice. */
async function seeds(signal: AbortSignal): Promise<string[]> {
  const parts = ['tensorflow', 'binding', 'nats-server', 'object-store'] as const;
  const paths = await setUp({ parts, signal });
  const folders = Object.entries(paths).map(([part, path]) => {
    const folder = part === 'tensorflow' ? path : dirname(path);
    const cache = part === 'tensorflow' || part === 'binding' ? 'tensorflow' : 'servers';
    return `${folder}:/cache/${cache}/${basename(folder)}:ro`;
  });
  return folders;
}

async function sweep(all: string): Promise<void> {
  for (const name of (await readdir(all)).filter((each) => each.startsWith('.scratch-'))) {
    const path = join(all, name);
    if (Date.now() - (await stat(path)).mtimeMs > LIMIT) await rm(path, { recursive: true, force: true });
  }
}

async function forget(all: string): Promise<void> {
  const folders = (await readdir(all, { withFileTypes: true })).filter(({ name }) => /^[0-9a-f]{12}$/.test(name));
  const times = await Promise.all(
    folders.map(async ({ name }) => ({ name, time: (await stat(join(all, name))).mtimeMs })),
  );
  const old = times.sort((a, b) => b.time - a.time).slice(KEPT);
  await Promise.all(old.map(({ name }) => rm(join(all, name), { recursive: true, force: true })));
}
