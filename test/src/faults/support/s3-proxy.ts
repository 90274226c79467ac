import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Transform } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';

/** What happens to the requests that it hits. */
export interface S3Fault {
  /** They are answered with this status and S3's error code, and don't reach the store. */
  refused?: { status: number; code: string };
  /** They wait until the fault is over. */
  hung?: boolean;
  /** Their bodies take this many bytes a second. */
  rate?: number;
  /** Which it hits: those of one method. Default: all. */
  method?: string;
  /** Which it hits: those that have this in their path. Default: all. */
  path?: string;
}

/** Stands between clients and an object store. The Host header stays as it is, so that signatures hold. */
export class S3Proxy {
  readonly #server: Server;
  readonly #target: number;
  readonly #agent = new Agent({ keepAlive: true });
  #fault: S3Fault | undefined;
  #over = new AbortController();
  /** Paths of objects that have rotted, until they are put again or removed. */
  readonly #rotten = new Set<string>();

  private constructor(target: number) {
    this.#target = target;
    this.#server = createServer((incoming, answer) => {
      this.#serve(incoming, answer).catch(() => answer.destroy());
    });
  }

  /** @param target the store's port */
  static async start(target: number): Promise<S3Proxy> {
    const proxy = new S3Proxy(target);
    await once(proxy.#server.listen(0, '127.0.0.1'), 'listening');
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  set fault(fault: S3Fault | undefined) {
    this.#over.abort();
    this.#over = new AbortController();
    this.#fault = fault;
  }

  /** Has a byte of these objects read wrong, as where a disk has lost it, until they are put again or removed. */
  rot(bucket: string, keys: readonly string[]): void {
    for (const key of keys) this.#rotten.add(`/${bucket}/${key}`);
  }

  /** The keys of those that are rotten still. */
  get rotten(): string[] {
    return [...this.#rotten].map((path) => path.replace(/^\/[^/]*\//, ''));
  }

  /** Nothing is rotten any more. */
  heal(): void {
    this.#rotten.clear();
  }

  close(): void {
    this.fault = undefined;
    this.#server.close();
    this.#server.closeAllConnections();
    this.#agent.destroy();
  }

  async #serve(incoming: IncomingMessage, answer: ServerResponse): Promise<void> {
    incoming.on('error', () => {});
    answer.on('error', () => {});
    const fault = this.#faultFor(incoming);
    if (fault?.hung) await Promise.race([once(this.#over.signal, 'abort'), once(answer, 'close')]);
    if (answer.destroyed) return;
    if (fault?.refused) await refuse(incoming, answer, fault.refused);
    else await this.#forward(incoming, answer, fault?.rate);
  }

  #faultFor({ method, url = '' }: IncomingMessage): S3Fault | undefined {
    const { method: only, path } = this.#fault ?? {};
    const isHit = (only === undefined || only === method) && (path === undefined || url.includes(path));
    return isHit ? this.#fault : undefined;
  }

  async #forward(incoming: IncomingMessage, answer: ServerResponse, rate: number | undefined): Promise<void> {
    const { method, url: path, headers } = incoming;
    const outgoing = request({ host: '127.0.0.1', port: this.#target, method, path, headers, agent: this.#agent });
    outgoing.on('error', () => answer.destroy());
    answer.on('close', () => outgoing.destroy());
    const object = path?.split('?')[0] ?? '';
    outgoing.on('response', (response) => {
      const { statusCode = 502 } = response;
      answer.writeHead(statusCode, response.headers);
      response.on('error', () => answer.destroy());
      if (method === 'GET' && this.#rotten.has(object)) response.pipe(rotting()).pipe(answer);
      else response.pipe(answer);
      if (statusCode < 300 && isReplaced(incoming)) this.#rotten.delete(object);
    });
    for await (const bytes of incoming) {
      outgoing.write(bytes);
      if (rate) await delay((1000 * bytes.length) / rate);
    }
    outgoing.end();
  }
}

/** Whether what rots is gone after a request; a copy of an object onto itself is as rotten as it was. */
function isReplaced({ method, headers }: IncomingMessage): boolean {
  return method === 'DELETE' || (method === 'PUT' && headers['x-amz-copy-source'] === undefined);
}

/** Turns the last bit of the first piece that comes, far behind what a small object begins with. */
function rotting(): Transform {
  let isDone = false;
  return new Transform({
    transform(bytes: Buffer, _encoding, done) {
      const copy = Buffer.from(bytes);
      if (!isDone) copy[copy.length - 1] = (copy.at(-1) as number) ^ 1;
      isDone = true;
      done(null, copy);
    },
  });
}

async function refuse(
  incoming: IncomingMessage,
  answer: ServerResponse,
  { status, code }: { status: number; code: string },
): Promise<void> {
  incoming.resume();
  if (!incoming.complete) await once(incoming, 'end');
  answer.writeHead(status, { 'content-type': 'application/xml' });
  answer.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`);
}
