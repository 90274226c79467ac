import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from '../cache.js';
import type { PartName, Progress } from '../setup/part.js';
import { openScratch, sweep } from '../setup/place.js';
import { type SetupPaths, setUp } from '../setup/set-up.js';
import { choosePorts, isTaken, type Ports } from './ports.js';
import type { ProcessEvent } from './process.js';
import { ProcessGroup } from './process-group.js';
import { natsServer, objectStore } from './servers.js';
import { addressVariables, type ServiceAddresses, serviceAddresses, serviceProcesses } from './services.js';

export interface StackOptions {
  /** Whether the four services run too, or NATS and the object store alone. Default true. */
  services?: boolean;
  /** Where data and logs are kept. Default: a folder of the cache that is removed at the end. */
  directory?: string | undefined;
  /** Any free ports of 127.0.0.1, or the usual ones: 4222, 9000, 50051 to 50054. Default `free`. */
  ports?: 'free' | 'default';
  /**
   * What the processes get besides the stack's own. A `PARALLAX_NATS_URL` or `PARALLAX_S3_ENDPOINT` in it means a server
   * that runs already: it is used, and none is started. Default: `process.env`.
   */
  env?: NodeJS.ProcessEnv;
  report?: ((event: Progress | ProcessEvent) => void) | undefined;
  /** Gives up starting. What has started ends by `stop`. */
  signal?: AbortSignal | undefined;
}

export interface Stack {
  /** The variables by which a process finds everything. They hold secrets. */
  env: Record<string, string>;
  addresses: ServiceAddresses;
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
 * @throws ParallaxError UNAVAILABLE with the end of its log where a process dies; CONFLICT where a usual port is taken
 */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const { env = process.env, ports: choice = 'free', signal = new AbortController().signal, report } = options;
  const paths = await setUp({ parts: partsOf(options.services ?? true, env), env, report, signal });
  const cache = cacheFolder(env);
  await sweep(cache);
  const directory = options.directory ?? (await openScratch(cache));
  await mkdir(join(directory, 'logs'), { recursive: true });
  const removeDirectory = async () => {
    if (!options.directory) await rm(directory, { recursive: true, force: true });
  };
  for (let attempt = 1; ; attempt++) {
    const ports = await choosePorts(choice);
    const group = new ProcessGroup((event) => report?.(event));
    try {
      const found = await startAll(group, { paths, ports, directory, env: { ...env, PARALLAX_CACHE: cache }, signal });
      const stop = () => group.stop().finally(removeDirectory);
      return { ...found, directory, processes: group.processes, signal: group.signal, stop };
    } catch (error) {
      await group.stop();
      const clash = choice === 'free' && (await Promise.all(Object.values(ports).map(isTaken))).includes(true);
      if (clash && attempt < ATTEMPTS && !signal.aborted) continue;
      await removeDirectory();
      throw signal.aborted ? signal.reason : error;
    }
  }
}

function partsOf(services: boolean, env: NodeJS.ProcessEnv): PartName[] {
  const parts: PartName[] = services ? ['binding', 'cifar10'] : [];
  if (!env.PARALLAX_NATS_URL) parts.push('nats-server');
  if (!env.PARALLAX_S3_ENDPOINT) parts.push('object-store');
  return parts;
}

interface Site {
  paths: SetupPaths;
  ports: Ports;
  directory: string;
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
}

async function startAll(group: ProcessGroup, { paths, ports, directory, env, signal }: Site) {
  const servers = await Promise.all([
    paths['nats-server'] && natsServer({ binary: paths['nats-server'], port: ports.nats, directory, env }),
    paths['object-store'] && objectStore({ binary: paths['object-store'], port: ports.objectStore, directory, env }),
  ]);
  const own = servers.filter((server) => typeof server === 'object');
  const addresses = serviceAddresses(ports);
  const variables = {
    ...given(env, ['PARALLAX_NATS_URL', 'PARALLAX_S3_ENDPOINT', 'PARALLAX_S3_ACCESS_KEY', 'PARALLAX_S3_SECRET_KEY']),
    ...Object.assign({}, ...own.map((server) => server.env)),
    ...addressVariables(addresses),
    PARALLAX_BUCKET: env.PARALLAX_BUCKET ?? 'parallax',
    ...given({ PARALLAX_DATA: paths.cifar10, ...env }, ['PARALLAX_CACHE', 'PARALLAX_DATA']),
  };
  await group.start(
    own.map((server) => server.spec),
    signal,
  );
  if (paths.binding) {
    const services = serviceProcesses(addresses, directory, { ...env, ...variables });
    await group.start(services.servers, signal);
    await group.start(services.workers, signal);
  }
  return { env: variables as Record<string, string>, addresses };
}

function given(env: NodeJS.ProcessEnv, names: readonly string[]): NodeJS.ProcessEnv {
  return Object.fromEntries(names.filter((name) => env[name]).map((name) => [name, env[name]]));
}
