import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { HOST, type Ports } from './ports.js';
import type { ProcessSpec } from './process.js';
import { grpcReady } from './ready.js';

const servers = ['augmentation', 'training', 'embedding', 'probe'] as const;

/** The processes of the four services: a server each, the workers of the jobs, and the one that embeds a few images at once. */
export const processNames = [
  'augmentation-server',
  'training-server',
  'embedding-server',
  'probe-server',
  'augmentation-worker',
  'training-worker',
  'embedding-worker',
  'embedding-inline',
  'probe-worker',
] as const;

export type ProcessName = (typeof processNames)[number];

export type ServiceAddresses = Record<(typeof servers)[number], string>;

export function serviceAddresses(ports: Ports): ServiceAddresses {
  return Object.fromEntries(servers.map((name) => [name, `${HOST}:${ports[name]}`])) as ServiceAddresses;
}

/** The variables by which clients find the services. */
export function addressVariables(addresses: ServiceAddresses): Record<string, string> {
  return Object.fromEntries(servers.map((name) => [`PARALLAX_${name.toUpperCase()}_ADDRESS`, addresses[name]]));
}

interface ServicesContext {
  /** Those that are to run. */
  names: readonly ProcessName[];
  addresses: ServiceAddresses;
  /** Of the stack. */
  directory: string;
  env: NodeJS.ProcessEnv;
  /** What one process alone gets besides. */
  own(name: string): NodeJS.ProcessEnv;
}

/** The servers, and what computes: their workers. */
export function serviceProcesses(context: ServicesContext): { servers: ProcessSpec[]; workers: ProcessSpec[] } {
  const own = servers.filter((service) => context.names.includes(`${service}-server`));
  return {
    servers: own.map((service) => {
      const listen = context.addresses[service];
      const spec = serviceProcess(context, `${service}-server`, { PARALLAX_LISTEN: listen });
      return { ...spec, ready: grpcReady(listen, context.env) };
    }),
    workers: context.names.filter((name) => !name.endsWith('-server')).map((name) => serviceProcess(context, name)),
  };
}

/** Of whoever starts the stack, processes take no port to listen on: several can't have the same. Any free one is another matter. */
function listeners({ PARALLAX_METRICS_LISTEN }: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const isFree = PARALLAX_METRICS_LISTEN?.endsWith(':0');
  return { PARALLAX_LISTEN: undefined, PARALLAX_METRICS_LISTEN: isFree ? PARALLAX_METRICS_LISTEN : undefined };
}

/** glibc keeps an arena for each of many threads, and what lies in them between calls is never given back: a server grows by it. */
function fewArenas({ MALLOC_ARENA_MAX = '2' }: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { MALLOC_ARENA_MAX };
}

function serviceProcess(
  { directory, env, own }: ServicesContext,
  name: ProcessName,
  variables: NodeJS.ProcessEnv = {},
): ProcessSpec {
  const [service, role] = name.split('-') as [string, string];
  const main = fileURLToPath(new URL(`../../../../services/${service}/dist/${role}.js`, import.meta.url));
  const log = join(directory, 'logs', `${name}.log`);
  return {
    name,
    command: process.execPath,
    args: [main],
    env: { ...env, ...(role === 'server' && fewArenas(env)), ...listeners(env), ...own(name), ...variables },
    log,
  };
}
