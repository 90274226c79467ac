import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** What happens to the bytes on their way. */
export interface TcpFault {
  /** Milliseconds that each piece takes longer, either way. */
  delay?: number;
  /** Nothing moves, though connections stay and new ones are taken. */
  stalled?: boolean;
}

/** Stands between clients and a TCP server, such as NATS. */
export class TcpProxy {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #target: number;
  fault: TcpFault = {};

  private constructor(target: number) {
    this.#target = target;
    this.#server = createServer((client) => this.#join(client));
  }

  /** @param target the server's port */
  static async start(target: number): Promise<TcpProxy> {
    const proxy = new TcpProxy(target);
    await once(proxy.#server.listen(0, '127.0.0.1'), 'listening');
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Ends all connections, without a word. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  close(): void {
    this.#server.close();
    this.cut();
  }

  #join(client: Socket): void {
    const server = connect(this.#target, '127.0.0.1');
    void this.#pass(client, server);
    void this.#pass(server, client);
  }

  async #pass(from: Socket, to: Socket): Promise<void> {
    this.#sockets.add(from);
    from.on('error', () => {});
    try {
      for await (const bytes of from) {
        while (this.fault.stalled && !to.destroyed) await delay(50);
        if (this.fault.delay) await delay(this.fault.delay);
        if (!to.write(bytes)) await Promise.race([once(to, 'drain'), once(to, 'close')]);
      }
    } catch {
      // One end of it is gone, and so is the other in a moment.
    }
    this.#sockets.delete(from);
    to.destroy();
  }
}
