import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ParallaxError } from '@parallax/errors';
import { cacheFolder } from '../cache.js';
import { binding } from './binding.js';
import { cifar10 } from './cifar10.js';
import { grpcurl } from './grpcurl.js';
import { linkBinding } from './link.js';
import { natsServer } from './nats-server.js';
import { objectStore } from './object-store.js';
import type { Part, PartName, Progress, Workshop } from './part.js';
import { openScratch, place, sweep } from './place.js';
import { tensorflow } from './tensorflow.js';

/** In the order in which they are made: a part may build on those before it. */
const parts: readonly Part[] = [tensorflow, binding, cifar10, natsServer, grpcurl, objectStore];

export interface SetupOptions {
  /** Default: all but the GPU's. */
  parts?: readonly PartName[];
  /** Default `process.env`: the variables that name the cache, and what the machine has already. */
  env?: NodeJS.ProcessEnv;
  report?: (progress: Progress) => void;
  signal?: AbortSignal;
}

/** Where each part is that was asked for. */
export type SetupPaths = { [name in PartName]?: string };

/**
 * Makes what is missing of the parts, each pinned and verified, built aside and moved into the cache in one step: two
 * set-ups at once, or one cut off, do no harm. Where nothing is missing it takes milliseconds.
 *
 * @throws ParallaxError SETUP_INCOMPLETE before any work starts, with one sentence for each thing that this machine lacks
 */
export async function setUp(options: SetupOptions = {}): Promise<SetupPaths> {
  const env = options.env ?? process.env;
  const cache = cacheFolder(env);
  const wanted = parts.filter((part) => (options.parts ?? [part.name]).includes(part.name));
  const missing = wanted.filter((part) => !existsSync(part.external?.(env) ?? join(cache, part.folder)));
  if (missing.length > 0) {
    refuseIfLacking(missing, env);
    await sweep(cache);
    const scratch = await openScratch(cache);
    try {
      for (const part of missing) {
        const report: Workshop['report'] = (progress) => options.report?.({ part: part.name, ...progress });
        const folder = await mkdtemp(join(scratch, 'part-'));
        await part.make(folder, { cache, scratch, env, signal: options.signal, report });
        await place(folder, join(cache, part.folder));
      }
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
  }
  if (wanted.includes(binding)) await linkBinding(env);
  return Object.fromEntries(wanted.map((part) => [part.name, part.external?.(env) ?? join(cache, part.folder)]));
}

function refuseIfLacking(missing: readonly Part[], env: NodeJS.ProcessEnv): void {
  const lacking = [...new Set(missing.flatMap((part) => part.lacks(env)))];
  if (lacking.length > 0) throw new ParallaxError('SETUP_INCOMPLETE', `set-up can't start: ${lacking.join('; ')}`);
}
