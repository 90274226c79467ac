import { Settings, type Variable } from '@parallax/settings';
import type { SetupPaths } from '../setup/set-up.js';
import { workerMemoryLimit } from './memory.js';
import { jaeger, metricsListener, type ObservedPorts, prometheus } from './observers.js';
import { HOST, type Ports } from './ports.js';
import type { ProcessGroup } from './process-group.js';
import { natsServer, objectStore } from './servers.js';
import {
  addressVariables,
  type ProcessName,
  type ServiceAddresses,
  serviceAddresses,
  serviceProcesses,
} from './services.js';

/** What a stack is started with. */
export interface StackContext {
  paths: SetupPaths;
  /** The services' processes that are to run. */
  names: readonly ProcessName[];
  /** Where the stack is observed, those for that too. */
  ports: Ports | ObservedPorts;
  directory: string;
  /** The directory's, where others may want it too. */
  lock: number | undefined;
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
}

/** Pages for a browser. */
export interface Pages {
  /** Jaeger: search, and `/trace/<id>`. */
  traces: string;
  /** Prometheus' address: its queries, and the console. */
  metrics: string;
  /** The dashboards, drawn by a page of ours. */
  dashboards: string;
}

interface Found {
  /** The variables by which a process finds everything. */
  env: Record<string, string>;
  addresses: ServiceAddresses;
  pages: Pages | undefined;
}

/** Starts the servers, then the services, then their workers, each once those before it serve. */
export async function startAll(group: ProcessGroup, context: StackContext): Promise<Found> {
  const { paths, names, ports, directory, lock, env, signal } = context;
  const observed = 'traces' in ports ? ports : undefined;
  const servers = await Promise.all([
    paths['nats-server'] && natsServer({ binary: paths['nats-server'], port: ports.nats, directory, lock, env }),
    paths['object-store'] &&
      objectStore({ binary: paths['object-store'], port: ports.objectStore, directory, lock, env }),
    observed && jaeger({ paths, ports: observed, directory, env }),
    observed && prometheus({ paths, ports: observed, directory, env }),
  ]);
  const own = servers.filter((server) => typeof server === 'object');
  const addresses = serviceAddresses(ports);
  const variables: Record<string, string> = {
    ...given(env, ['PARALLAX_NATS_URL', 'PARALLAX_S3_ENDPOINT', 'PARALLAX_S3_ACCESS_KEY', 'PARALLAX_S3_SECRET_KEY']),
    ...Object.assign({}, ...own.map((server) => server.env)),
    ...addressVariables(addresses),
    PARALLAX_BUCKET: new Settings(env).required('PARALLAX_BUCKET'),
    ...given({ PARALLAX_DATA: paths.cifar10, ...env }, ['PARALLAX_CACHE', 'PARALLAX_DATA']),
    PARALLAX_WORKER_MEMORY: workerMemoryLimit(env),
  };
  await group.start(
    own.map((server) => server.spec),
    signal,
  );
  const listener = (name: string) => (observed ? metricsListener(observed, name) : {});
  const services = serviceProcesses({ names, addresses, directory, env: { ...env, ...variables }, own: listener });
  await group.start(services.servers, signal);
  await group.start(services.workers, signal);
  return { env: variables, addresses, pages: observed && pagesAt(observed) };
}

function pagesAt({ traces, prometheus }: ObservedPorts): Pages {
  const metrics = `http://${HOST}:${prometheus}`;
  return { traces: `http://${HOST}:${traces}`, metrics, dashboards: `${metrics}/consoles/parallax.html` };
}

function given(env: NodeJS.ProcessEnv, names: readonly Variable[]): Record<string, string> {
  const settings = new Settings(env);
  const values = names.map((name) => [name, settings.given(name)]);
  return Object.fromEntries(values.filter(([, value]) => value !== undefined));
}
