import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setUp } from '@parallax/local';

/** Three servers of NATS that are a cluster, with JetStream, on ports of their own. */
export class NatsCluster {
  readonly urls: readonly string[];
  readonly #servers: readonly ChildProcess[];
  readonly #folder: string;

  private constructor(urls: readonly string[], servers: readonly ChildProcess[], folder: string) {
    this.urls = urls;
    this.#servers = servers;
    this.#folder = folder;
  }

  static async start(): Promise<NatsCluster> {
    const { 'nats-server': binary } = await setUp({ parts: ['nats-server'] });
    const folder = await mkdtemp(join(tmpdir(), 'parallax-test-'));
    const ports = await freePorts(6);
    const routes = ports.slice(3).map((port) => `nats://127.0.0.1:${port}`);
    const servers: ChildProcess[] = [];
    for (const index of [0, 1, 2]) {
      const config = join(folder, `${index}.conf`);
      const lines = [
        `server_name: "${index}"`,
        `listen: "127.0.0.1:${ports[index]}"`,
        `jetstream { store_dir: ${JSON.stringify(join(folder, `store-${index}`))} }`,
        `cluster { name: test, listen: "127.0.0.1:${ports[index + 3]}", routes: ${JSON.stringify(routes)} }`,
      ];
      await writeFile(config, lines.join('\n'));
      servers.push(spawn(binary as string, ['--config', config], { stdio: 'ignore' }));
    }
    const urls = ports.slice(0, 3).map((port) => `nats://127.0.0.1:${port}`);
    return new NatsCluster(urls, servers, folder);
  }

  kill(index: number): void {
    this.#servers[index]?.kill('SIGKILL');
  }

  async stop(): Promise<void> {
    const running = this.#servers.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
    await Promise.all(
      running.map((server) => {
        const exited = once(server, 'exit');
        server.kill('SIGKILL');
        return exited;
      }),
    );
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** Ports that nobody listens on, each another. */
export async function freePorts(count: number): Promise<number[]> {
  const held = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(held.map((server) => once(server, 'listening')));
  const ports = held.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(held.map((server) => once(server.close(), 'close')));
  return ports;
}
