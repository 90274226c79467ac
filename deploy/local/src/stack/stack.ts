import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Settings } from '@parallax/settings';
import { cacheFolder, openScratch, sweep } from '../cache.js';
import type { PartName, Progress } from '../setup/part.js';
import { setUp } from '../setup/set-up.js';
import { lockFolder } from './folder.js';
import { observersPorts } from './observers.js';
import { choosePorts, isTaken, type Ports, usualPorts } from './ports.js';
import { DEATHS, type ProcessEvent } from './process.js';
import { ProcessGroup } from './process-group.js';
import { type ProcessName, processNames, type ServiceAddresses } from './services.js';
import { type Pages, type StackContext, startAll } from './start-all.js';

export interface StackOptions {
  /** Whether the four services run too, or NATS and the object store alone; or which of their processes. Default true. */
  services?: boolean | readonly ProcessName[];
  /** Whether Jaeger and Prometheus run beside, and get the traces and metrics of the services. Default false. */
  observe?: boolean;
  /** Where data and logs are kept. Default: a folder of the cache that is removed at the end. */
  directory?: string | undefined;
  /**
   * Any free ports of 127.0.0.1, or the usual ones: 4222, 9000, 50051 to 50054; those that observe, 16686, 4318, 9090
   * and 9464 to 9471. Default `free`.
   */
  ports?: 'free' | 'default';
  /**
   * What the processes get besides the stack's own. A `PARALLAX_NATS_URL` or `PARALLAX_S3_ENDPOINT` in it means a server
   * that runs already: it is used, and none is started. Default: `process.env`.
   */
  env?: NodeJS.ProcessEnv;
  report?: ((event: Progress | ProcessEvent) => void) | undefined;
  /** How often in a row a process may die, each time within a minute, before it is given up. Default: 5. */
  maxDeaths?: number;
  /** Gives up starting. What has started ends by `stop`. */
  signal?: AbortSignal | undefined;
}

export interface Stack {
  /** The variables by which a process finds everything. They hold secrets. */
  env: Record<string, string>;
  addresses: ServiceAddresses;
  /** The pages that show traces and metrics, where it is observed. */
  pages: Pages | undefined;
  /** Where data and, in `logs`, each process's log are. */
  directory: string;
  processes: readonly { readonly name: string; readonly pid: number | undefined }[];
  /** Aborted, with a ParallaxError as its reason, when a process can't be kept up. */
  signal: AbortSignal;
  /** Ends the services, then the servers that they use. */
  stop(): Promise<void>;
}

/** How often other free ports are tried where somebody took one between the choice and the start. */
const ATTEMPTS = 3;

/**
 * Starts NATS, the object store and the services, each a process of its own that ends with this one, and waits until all
 * of them serve. Sets up what is missing first.
 *
 * @throws ParallaxError UNAVAILABLE with the end of its log where a process dies; CONFLICT where a usual port is taken, or
 *   another stack has the directory; INVALID_FIELD where a variable of `env` is bad
 */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const { env = process.env, signal = new AbortController().signal, report } = options;
  const { services = true, observe = false, ports = 'free', maxDeaths = DEATHS } = options;
  new Settings(env).check();
  const cache = cacheFolder(env);
  const { directory, lock, leave } = await openDirectory(options.directory, cache);
  try {
    const names = typeof services === 'object' ? services : services ? processNames : [];
    const paths = await setUp({ parts: partsOf(names, observe, env), env, report, signal });
    const context = { paths, names, directory, lock, env: { ...env, PARALLAX_CACHE: cache }, signal };
    const usual = { ...usualPorts, ...(observe && observersPorts) };
    const newGroup = () => new ProcessGroup((event) => report?.(event), maxDeaths);
    const { group, ...found } = await startOnPorts(ports, usual, context, newGroup);
    const stop = () => group.stop().finally(leave);
    return { ...found, directory, processes: group.processes, signal: group.signal, stop };
  } catch (error) {
    await leave();
    throw signal.aborted ? signal.reason : error;
  }
}

interface Directory {
  directory: string;
  lock: number | undefined;
  /** Lets go of it, or removes one that nobody named. */
  leave(): Promise<void>;
}

async function openDirectory(named: string | undefined, cache: string): Promise<Directory> {
  await sweep(cache);
  const directory = named ?? (await openScratch(cache));
  await mkdir(join(directory, 'logs'), { recursive: true });
  if (!named) return { directory, lock: undefined, leave: () => rm(directory, { recursive: true, force: true }) };
  const lock = await lockFolder(directory);
  return { directory, lock: lock.file, leave: async () => lock.release() };
}

async function startOnPorts(
  choice: 'free' | 'default',
  usual: Ports,
  context: Omit<StackContext, 'ports'>,
  newGroup: () => ProcessGroup,
) {
  for (let attempt = 1; ; attempt++) {
    const ports = await choosePorts(usual, choice);
    const group = newGroup();
    try {
      return { group, ...(await startAll(group, { ...context, ports })) };
    } catch (error) {
      await group.stop();
      const clash = choice === 'free' && (await Promise.all(Object.values(ports).map(isTaken))).includes(true);
      if (!clash || attempt === ATTEMPTS || context.signal.aborted) throw error;
    }
  }
}

function partsOf(names: readonly ProcessName[], observe: boolean, env: NodeJS.ProcessEnv): PartName[] {
  const settings = new Settings(env);
  const parts: PartName[] = names.length > 0 ? ['binding', 'cifar10'] : [];
  if (observe) parts.push('jaeger', 'prometheus');
  if (!settings.given('PARALLAX_NATS_URL')) parts.push('nats-server');
  if (!settings.given('PARALLAX_S3_ENDPOINT')) parts.push('object-store');
  return parts;
}
