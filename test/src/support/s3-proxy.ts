import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { Transform, type TransformCallback } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** What goes wrong, with which requests. */
export interface Fault {
  /** Default: all methods. */
  method?: string;
  /** What the request's path, which begins with the bucket, must have in it. Default: anything. */
  path?: string;
  /** How many requests it meets before it is over. Default: all until `clear`. */
  times?: number;
  /** The answer's status in place of the store's answer. */
  status?: number;
  /** S3's code in that answer; without one the answer has no body, as a proxy's. */
  code?: string;
  /** Its message. Default: `injected`. */
  message?: string;
  /** Nothing is answered until `clear`. */
  hang?: boolean;
  /** Bodies pass at so many bytes a second. */
  rate?: number;
  /** The connection breaks after so many bytes of the answer's body. */
  cut?: number;
  /** Headers that the answer has beside the store's, or in their place. */
  headers?: Record<string, string>;
}

/**
 * A proxy before an object store that fails as it is told. Signatures stay valid, since the `Host` that the client signed is
 * passed on: clients get `endpoint` as the store's.
 */
export class S3Proxy {
  readonly endpoint: string;
  /** The requests that have come, as `METHOD /bucket/key?query`. */
  readonly requests: string[] = [];
  /** Of the answers' bodies that the store gave. */
  bytes = 0;
  readonly #server: http.Server;
  readonly #target: URL;
  #faults: Fault[] = [];
  #held: (() => void)[] = [];
  /** Paths of objects that have rotted. */
  readonly #rotten = new Set<string>();

  private constructor(server: http.Server, target: string) {
    this.#server = server;
    this.#target = new URL(target);
    this.endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on('request', (request, response) => this.#answer(request, response));
  }

  /** @param target the store's endpoint, `http://host:port` */
  static async start(target: string): Promise<S3Proxy> {
    const server = http.createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new S3Proxy(server, target);
  }

  /** From now on; of several faults that a request meets the first counts. */
  fail(fault: Fault): void {
    this.#faults.push({ ...fault });
  }

  /** Ends all faults; what hung goes on. */
  clear(): void {
    this.#faults = [];
    for (const go of this.#held.splice(0)) go();
  }

  /** Has a bit of these objects read wrong, as where a disk has lost it, until they are put again or removed, or `heal`. */
  rot(bucket: string, keys: readonly string[]): void {
    for (const key of keys) this.#rotten.add(`/${bucket}/${key}`);
  }

  /** How many objects are rotten still. */
  get rotten(): number {
    return this.#rotten.size;
  }

  heal(): void {
    this.#rotten.clear();
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #answer(request: http.IncomingMessage, response: http.ServerResponse): void {
    const { method = '', url = '' } = request;
    this.requests.push(`${method} ${url}`);
    // Clients that give up are what is tested.
    for (const stream of [request, response]) stream.on('error', () => {});
    const fault = this.#faults.find(
      (each) => (each.times ?? 1) > 0 && (each.method ?? method) === method && url.includes(each.path ?? ''),
    );
    if (fault?.times !== undefined) fault.times--;
    if (fault?.status !== undefined) refuse(request, response, fault);
    else if (fault?.hang) this.#held.push(() => this.#forward(request, response, {}));
    else this.#forward(request, response, fault ?? {});
  }

  #forward(request: http.IncomingMessage, response: http.ServerResponse, fault: Fault): void {
    const { rate, cut } = fault;
    const { hostname: host, port } = this.#target;
    const { method, url: path, headers } = request;
    const slowly = () => (rate === undefined ? [] : [slowed(rate)]);
    const object = (path ?? '').split('?')[0] as string;
    const isRotten = method === 'GET' && this.#rotten.has(object);
    const onward = http.request({ host, port, method, path, headers }, (answer) => {
      response.writeHead(answer.statusCode as number, { ...answer.headers, ...fault.headers });
      answer.on('data', (chunk: Buffer) => {
        this.bytes += chunk.length;
      });
      if (isReplaced(request, answer)) this.#rotten.delete(object);
      const changes = [...(isRotten ? [turnedBit()] : []), ...(cut === undefined ? [] : [cutAfter(cut)])];
      const body = [answer, ...slowly(), ...changes, response];
      pipeline(body).catch(() => response.destroy());
    });
    onward.on('error', () => response.destroy());
    response.on('close', () => onward.destroy());
    pipeline([request, ...slowly(), onward]).catch(() => onward.destroy());
  }
}

/** Answers once the request's body has come, as most stores do. */
function refuse(request: http.IncomingMessage, response: http.ServerResponse, fault: Fault): void {
  const { status = 500, code, message = 'injected' } = fault;
  const xml = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  request.resume().on('end', () => {
    response.writeHead(status, { 'content-type': 'application/xml' });
    response.end(code === undefined || request.method === 'HEAD' ? '' : xml);
  });
}

/** Whether what lay there before is gone; a copy of an object onto itself is as rotten as it was. */
function isReplaced({ method, headers }: http.IncomingMessage, { statusCode = 0 }: http.IncomingMessage): boolean {
  if (statusCode >= 300) return false;
  return method === 'DELETE' || (method === 'PUT' && headers['x-amz-copy-source'] === undefined);
}

/** Turns the last bit of the first piece that comes: far behind what a small object begins with. */
function turnedBit(): Transform {
  let isTurned = false;
  return new Transform({
    transform(chunk: Buffer, _, done: TransformCallback) {
      const copy = Buffer.from(chunk);
      if (!isTurned) copy[copy.length - 1] = (copy.at(-1) as number) ^ 1;
      isTurned = true;
      done(null, copy);
    },
  });
}

/** Passes so many bytes a second. */
function slowed(rate: number): Transform {
  return new Transform({
    highWaterMark: rate,
    transform(chunk: Buffer, _, done: TransformCallback) {
      sleep((1000 * chunk.length) / rate).then(() => done(null, chunk));
    },
  });
}

/** Passes so many bytes, and breaks. */
function cutAfter(bytes: number): Transform {
  let left = bytes;
  return new Transform({
    transform(chunk: Buffer, _, done: TransformCallback) {
      this.push(chunk.subarray(0, left));
      left -= chunk.length;
      if (left > 0) done();
      else setImmediate(() => done(new Error('cut')));
    },
  });
}
