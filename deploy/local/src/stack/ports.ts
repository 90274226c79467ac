import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { ParallaxError } from '@parallax/errors';

export const HOST = '127.0.0.1';

/** Where clients look when nothing is said, by what listens there. */
export const usualPorts = {
  nats: 4222,
  objectStore: 9000,
  augmentation: 50051,
  training: 50052,
  embedding: 50053,
  probe: 50054,
};

/** The ports of one stack. */
export type Ports = typeof usualPorts;

/** Ports that nobody listens on: the kernel's choice, or the usual ones, of which none may be taken. */
export async function choosePorts<Usual extends Record<string, number>>(
  usual: Usual,
  choice: 'free' | 'default',
): Promise<Usual> {
  const names = Object.keys(usual);
  const held = await Promise.all(names.map((name) => hold(choice === 'free' ? 0 : (usual[name] as number))));
  const taken = names.filter((_, index) => held[index] === undefined).map((name) => usual[name]);
  const ports = held.map((server) => (server?.address() as AddressInfo | undefined)?.port);
  await Promise.all(held.map((server) => server && once(server.close(), 'close')));
  if (taken.length > 0) {
    const message = `port ${taken.join(', ')} of ${HOST} is taken: stop what listens there, or let free ports be chosen`;
    throw new ParallaxError('CONFLICT', message, { metadata: { ports: taken.join(',') } });
  }
  return Object.fromEntries(names.map((name, index) => [name, ports[index]])) as unknown as Usual;
}

export async function isTaken(port: number): Promise<boolean> {
  const server = await hold(port);
  if (server) await once(server.close(), 'close');
  return server === undefined;
}

/** All are held at once and then let go, so that the kernel gives each its own. */
async function hold(port: number): Promise<Server | undefined> {
  const server = createServer().listen(port, HOST);
  try {
    await once(server, 'listening');
    return server;
  } catch {
    return undefined;
  }
}
