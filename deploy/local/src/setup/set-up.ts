import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { invalidField, ParallaxError } from '@parallax/errors';
import { Settings } from '@parallax/settings';
import { cacheFolder, openScratch, place, sweep } from '../cache.js';
import { binding } from './binding.js';
import { cifar10 } from './cifar10.js';
import { jaeger } from './jaeger.js';
import { linkBinding } from './link.js';
import type { Part, PartName, Progress, Workshop } from './part.js';
import { grpcurl, natsServer, objectStore, prometheus } from './programs.js';
import { tensorflow } from './tensorflow.js';
import { tensorflowGpu } from './tensorflow-gpu.js';

/** In the order in which they are made: a part may build on those before it. */
const catalogue: readonly Part[] = [
  ...[tensorflow, tensorflowGpu, binding, cifar10],
  ...[natsServer, grpcurl, objectStore, jaeger, prometheus],
];

export interface ProvideOptions<Name extends string = PartName> {
  /** Variables that name the cache and what the machine has already. Default: `process.env`. */
  env?: NodeJS.ProcessEnv;
  report?: ((progress: Progress<Name>) => void) | undefined;
  signal?: AbortSignal | undefined;
}

export interface SetupOptions extends ProvideOptions {
  /** Default: all but the GPU's TensorFlow and servers that run already (`PARALLAX_NATS_URL`, `PARALLAX_S3_ENDPOINT`). */
  parts?: readonly PartName[];
}

/** Where each part is that was asked for: a program's file, otherwise a folder. */
export type SetupPaths = { [name in PartName]?: string };

/** `provide` for the catalogue's parts, by their names. Also links the binding to where it is looked for. */
export async function setUp(options: SetupOptions = {}): Promise<SetupPaths> {
  const env = options.env ?? process.env;
  const parts = withNeeds(options.parts ?? defaultParts(env), cacheFolder(env));
  const paths = await provide(parts, options);
  if (parts.includes(binding)) await linkBinding(env);
  return paths;
}

/**
 * Makes what is missing of the parts, each pinned and verified, built aside and moved into the cache in one step: two
 * set-ups at once, or one cut off, do no harm. Where nothing is missing it takes milliseconds.
 *
 * @throws ParallaxError SETUP_INCOMPLETE, before any work starts, saying what this machine lacks and the remedy
 */
export async function provide<Name extends string>(
  parts: readonly Part<Name>[],
  options: ProvideOptions<Name> = {},
): Promise<Record<Name, string>> {
  const env = options.env ?? process.env;
  const cache = cacheFolder(env);
  const missing = parts.filter((part) => !isThere(part, cache, env));
  if (missing.length > 0) await make(missing, cache, env, options);
  return Object.fromEntries(parts.map((part) => [part.name, pathOf(part, cache, env)])) as Record<Name, string>;
}

function defaultParts(env: NodeJS.ProcessEnv): PartName[] {
  const settings = new Settings(env);
  const unneeded: Part[] = [tensorflowGpu];
  if (settings.given('PARALLAX_NATS_URL')) unneeded.push(natsServer);
  if (settings.given('PARALLAX_S3_ENDPOINT')) unneeded.push(objectStore);
  return catalogue.filter((part) => !unneeded.includes(part)).map((part) => part.name);
}

/** The binding is built against TensorFlow, and the GPU's, where it is asked for or there, takes the place of the CPU's. */
function withNeeds(names: readonly PartName[], cache: string): Part[] {
  const wanted = new Set<PartName>(names);
  if (wanted.has('binding')) wanted.add('tensorflow');
  if (wanted.has('tensorflow-gpu') || existsSync(join(cache, tensorflowGpu.folder))) wanted.delete('tensorflow');
  return catalogue.filter((part) => wanted.has(part.name));
}

/** @throws INVALID_FIELD where a variable names what isn't there */
function isThere(part: Part<string>, cache: string, env: NodeJS.ProcessEnv): boolean {
  const path = pathOf(part, cache, env);
  const there = existsSync(path);
  const { variable } = part;
  if (!there && variable && givenPath(part, env)) {
    throw invalidField(variable, path, 'must name what exists, or be unset');
  }
  return there;
}

function pathOf(part: Part<string>, cache: string, env: NodeJS.ProcessEnv): string {
  return givenPath(part, env) ?? join(cache, part.folder, part.file ?? '');
}

function givenPath({ variable }: Part<string>, env: NodeJS.ProcessEnv): string | undefined {
  return variable && new Settings(env).given(variable);
}

async function make<Name extends string>(
  parts: readonly Part<Name>[],
  cache: string,
  env: NodeJS.ProcessEnv,
  options: ProvideOptions<Name>,
) {
  const lacking = new Set([...unknownPlatform(), ...parts.flatMap((part) => part.lacks(env))]);
  if (lacking.size > 0) throw new ParallaxError('SETUP_INCOMPLETE', `set-up can't start: ${[...lacking].join('; ')}`);
  await sweep(cache);
  const scratch = await openScratch(cache);
  try {
    for (const part of parts) {
      const report: Workshop['report'] = (progress) => options.report?.({ part: part.name, ...progress });
      const folder = await mkdtemp(join(scratch, 'part-'));
      await part.make(folder, { cache, scratch, env, signal: options.signal, report });
      await place(folder, join(cache, part.folder), part.file);
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** What the pinned wheels are made for, and the one platform that set-up was tried on. */
const KNOWN = 'linux x64 with glibc';

/** Says so, with the remedy, where this machine is another. */
function unknownPlatform(): string[] {
  const { glibcVersionRuntime } = (process.report.getReport() as { header: { glibcVersionRuntime?: string } }).header;
  const here = `${process.platform} ${process.arch}${glibcVersionRuntime ? ' with glibc' : ''}`;
  if (here === KNOWN) return [];
  return [`it has been tried on ${KNOWN} only and this is ${here}: use such a machine, a virtual one, or a container`];
}
