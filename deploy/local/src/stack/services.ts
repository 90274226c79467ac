import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { HOST, type Ports } from './ports.js';
import type { ProcessSpec } from './process.js';
import { grpcReady } from './ready.js';

const servers = ['augmentation', 'training', 'embedding', 'probe'] as const;
/** Each a process that computes: the workers of the jobs, and the one that embeds a few images at once. */
const workers = [
  ['training', 'worker'],
  ['embedding', 'worker'],
  ['embedding', 'inline'],
  ['probe', 'worker'],
] as const;

export type ServiceAddresses = Record<(typeof servers)[number], string>;

export function serviceAddresses(ports: Ports): ServiceAddresses {
  return Object.fromEntries(servers.map((name) => [name, `${HOST}:${ports[name]}`])) as ServiceAddresses;
}

/** The variables by which clients find the services. */
export function addressVariables(addresses: ServiceAddresses): Record<string, string> {
  return Object.fromEntries(servers.map((name) => [`PARALLAX_${name.toUpperCase()}_ADDRESS`, addresses[name]]));
}

/** The processes of the four services: a server each, and workers for those that compute on tensors. */
export function serviceProcesses(addresses: ServiceAddresses, directory: string, env: NodeJS.ProcessEnv) {
  return {
    servers: servers.map((name) => {
      const listen = addresses[name];
      const spec = serviceProcess(name, 'server', directory, { ...env, PARALLAX_LISTEN: listen });
      return { ...spec, ready: grpcReady(listen, env) };
    }),
    workers: workers.map(([name, role]) => serviceProcess(name, role, directory, env)),
  };
}

function serviceProcess(
  service: string,
  role: 'server' | 'worker' | 'inline',
  directory: string,
  env: NodeJS.ProcessEnv,
): ProcessSpec {
  const name = `${service}-${role}`;
  const main = fileURLToPath(new URL(`../../../../services/${service}/dist/${role}.js`, import.meta.url));
  return { name, command: process.execPath, args: [main], env, log: join(directory, 'logs', `${name}.log`) };
}
