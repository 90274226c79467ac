import { constants, type ServerHttp2Stream } from 'node:http2';
import {
  type Metadata,
  ServerInterceptingCall,
  type ServerInterceptingCallInterface,
  type ServerInterceptor,
  type ServiceDefinition,
  status,
} from '@grpc/grpc-js';
import { ParallaxError } from '@parallax/errors';
import type { Logger } from '@parallax/telemetry';
import { carriesToken } from './credentials.js';
import { measureRefusal } from './server-span.js';
import { definitionOf, type Method } from './services.js';
import { isOurs, toStatus } from './status.js';

/** What a server takes on at once. What is more is refused at once, with OVERLOADED and the time to try again. */
export interface Limits {
  /** Calls under way that answer once, but those of Embed and of health. */
  calls: number;
  /** Calls of Embed under way: their requests are the large ones, and become larger still when images are decoded. */
  embedCalls: number;
  /** Streams that are open: watches of jobs and of health, and reflection. */
  streams: number;
  /** Calls of all sorts on one connection. A client waits with what is more, by HTTP/2's own rules. */
  callsPerConnection: number;
  /** Milliseconds that a peer may take to send its request, or to take a message from us; then it is cut off. */
  stall: number;
}

export const defaultLimits: Limits = {
  calls: 256,
  embedCalls: 16,
  streams: 2_000,
  callsPerConnection: 1_024,
  stall: 60_000,
};

/** The largest request, in bytes. Those of Embed and Classify bring images: 64 of 128 KiB each. */
export const MAX_REQUEST_BYTES = 1024 * 1024;
export const MAX_EMBED_REQUEST_BYTES = 8 * 1024 * 1024;

const EMBEDDING = ['/parallax.v1.EmbeddingService/Embed', '/parallax.v1.EmbeddingService/Classify'];
const HEALTH = '/grpc.health.v1.Health/';

/** The largest request of a method, in bytes. */
export function maxRequestBytes(path: string): number {
  return EMBEDDING.includes(path) ? MAX_EMBED_REQUEST_BYTES : MAX_REQUEST_BYTES;
}

export type MethodKind = Pick<Method, 'path' | 'responseStream'>;

type Counted = 'calls' | 'embedCalls' | 'streams';

export interface AdmissionOptions {
  limits: Limits;
  /** What calls must bring, but those of health, which probes make without one. */
  token: string | undefined;
  logger: Logger;
}

/** The door of a server: who gets in, how many at once, and how long they may stand in it. */
export class Admission {
  readonly #options: AdmissionOptions;
  readonly #open: Record<Counted, number> = { calls: 0, embedCalls: 0, streams: 0 };

  constructor(options: AdmissionOptions) {
    this.#options = options;
  }

  /** Counts a call as under way until the function that it returns is called. */
  count(method: MethodKind): () => void {
    const counted = countedAs(method);
    if (!counted) return () => {};
    this.#open[counted]++;
    return () => void this.#open[counted]--;
  }

  /** Refuses a call before its request is read; a request that can't be read; and what grpc-js refuses, in our words. */
  readonly interceptor: ServerInterceptor = (method, call) => {
    const { logger, limits } = this.#options;
    const stream = streamOf(call);
    const onStalled = () =>
      logger.warn({ method: method.path.slice(1) }, `cut off: its client did not move for ${limits.stall} ms`);
    // Whoever goes on asking may still not read what is answered.
    const asking = new Patience(stream, limits.stall, onStalled);
    const answering = new Patience(stream, limits.stall, onStalled);
    watch(call, method.path, answering);
    const refuse = (error: ParallaxError) => {
      measureRefusal(method.path, error);
      logger.info({ method: method.path.slice(1), reason: error.reason }, error.message);
      call.sendStatus(toStatus(error, Number(call.getDeadline())));
    };
    asking.begin();
    return new ServerInterceptingCall(call, {
      start: (next) =>
        next({
          onReceiveMetadata: (metadata, pass) => {
            const refusal = this.#refusalOf(method, metadata);
            if (refusal) return refuse(refusal);
            stream.once('close', this.count(method));
            pass(metadata);
          },
          onReceiveMessage: (message, pass) => {
            if (message instanceof ParallaxError) return refuse(message);
            // A stream of requests may well wait for its next.
            if (method.requestStream) asking.end();
            pass(message);
          },
          onReceiveHalfClose: (pass) => {
            asking.end();
            pass();
          },
        }),
    });
  };

  #refusalOf(method: MethodKind, metadata: Metadata): ParallaxError | undefined {
    const { token, limits } = this.#options;
    if (token !== undefined && !method.path.startsWith(HEALTH) && !carriesToken(metadata, token)) {
      const message = 'send the metadata authorization: Bearer and the token of this server';
      return new ParallaxError('MISSING_CREDENTIALS', message);
    }
    const counted = countedAs(method);
    if (!counted || this.#open[counted] < limits[counted]) return undefined;
    const what = { calls: 'calls', embedCalls: 'calls of Embed and Classify', streams: 'streams' }[counted];
    return overloaded(`${limits[counted]} ${what} at once`);
  }
}

/** @param limit in words, as `256 calls at once` */
export function overloaded(limit: string): ParallaxError {
  return new ParallaxError('OVERLOADED', `this server takes on ${limit}: try again in a moment`, {
    metadata: { limit },
  });
}

/** Health answers however much there is to do. */
function countedAs({ path, responseStream }: MethodKind): Counted | undefined {
  if (responseStream) return 'streams';
  if (path.startsWith(HEALTH)) return undefined;
  return EMBEDDING.includes(path) ? 'embedCalls' : 'calls';
}

/** Cuts a call off whose peer does not move. */
class Patience {
  readonly #stream: ServerHttp2Stream;
  readonly #milliseconds: number;
  readonly #onStalled: () => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(stream: ServerHttp2Stream, milliseconds: number, onStalled: () => void) {
    this.#stream = stream;
    this.#milliseconds = milliseconds;
    this.#onStalled = onStalled;
    stream.once('close', () => this.end());
  }

  /** From here on the peer is waited for. */
  begin(): void {
    this.end();
    if (this.#stream.closed) return;
    this.#timer = setTimeout(() => {
      this.#onStalled();
      // A status would wait behind what the peer does not read.
      this.#stream.close(constants.NGHTTP2_ENHANCE_YOUR_CALM);
    }, this.#milliseconds).unref();
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}

/** The HTTP/2 stream under a call, which grpc-js keeps to itself: nothing else of it cuts a call off. */
function streamOf(call: ServerInterceptingCallInterface): ServerHttp2Stream {
  return (call as unknown as { stream: ServerHttp2Stream }).stream;
}

/** Sees all that goes out on a call: also the statuses that grpc-js makes itself, which pass by interceptors. */
function watch(call: ServerInterceptingCallInterface, path: string, patience: Patience): void {
  const sendMessage = call.sendMessage.bind(call);
  const sendStatus = call.sendStatus.bind(call);
  call.sendMessage = (message, taken) => {
    patience.begin();
    sendMessage(message, () => {
      patience.end();
      taken();
    });
  };
  call.sendStatus = (sent) => {
    patience.begin();
    sendStatus(inOurWords(sent, path));
  };
}

type Sent = Parameters<ServerInterceptingCallInterface['sendStatus']>[0];

/** grpc-js calls INTERNAL what is the client's mistake, and says nothing that a program could read. */
function inOurWords(sent: Sent, path: string): Sent {
  const { code, details = '' } = sent;
  if (isOurs(sent.metadata)) return sent;
  if (code === status.RESOURCE_EXHAUSTED && details.startsWith('Received message')) return toStatus(tooLarge(path));
  if (code === status.INTERNAL && details.startsWith('Invalid grpc-timeout')) {
    return toStatus(new ParallaxError('INVALID_FIELD', details, { metadata: { field: 'grpc-timeout' } }));
  }
  if (code === status.INTERNAL && details.startsWith('Failed to decompress')) return toStatus(unreadable(details));
  return sent;
}

/**
 * A service as a server reads its requests: one that it can't take becomes the error that says so, in the place of the
 * message. grpc-js would answer INTERNAL where it threw.
 */
export function definitionToServe(service: string): ServiceDefinition {
  const methods = Object.entries(definitionOf(service)).map(([name, method]) => {
    const requestDeserialize = (bytes: Buffer) => readRequest(method, bytes);
    const responseSerialize = method.responseStream ? encodeOnce(method.responseSerialize) : method.responseSerialize;
    return [name, { ...method, requestDeserialize, responseSerialize }];
  });
  return Object.fromEntries(methods);
}

/** Streams may send the same message, as those that watch the same job do. */
function encodeOnce(encode: (message: object) => Buffer): (message: object) => Buffer {
  const encoded = new WeakMap<object, Buffer>();
  return (message) => {
    const bytes = encoded.get(message) ?? encode(message);
    encoded.set(message, bytes);
    return bytes;
  };
}

function readRequest(method: Method, bytes: Buffer): object {
  if (bytes.length > maxRequestBytes(method.path)) return tooLarge(method.path);
  try {
    const request = method.requestDeserialize(bytes);
    return wasReplaced(request) && !bytes.includes(REPLACEMENT) ? unreadable('a text in it is no UTF-8') : request;
  } catch (thrown) {
    return unreadable(
      `its ${bytes.length} bytes are no ${(method.requestType.type as { name?: string }).name}: ${(thrown as Error).message}`,
    );
  }
}

/** What protobuf.js puts in the place of bytes that are no UTF-8, instead of refusing them. */
const REPLACEMENT = '\ufffd';

function wasReplaced(value: unknown): boolean {
  if (typeof value === 'string') return value.includes(REPLACEMENT);
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return false;
  return Object.values(value).some(wasReplaced);
}

function tooLarge(path: string): ParallaxError {
  const limit = maxRequestBytes(path);
  const message = `the request is too large: ${path.slice(1)} takes at most ${limit} bytes`;
  return new ParallaxError('MESSAGE_TOO_LARGE', message, { metadata: { limit: String(limit) } });
}

function unreadable(why: string): ParallaxError {
  return new ParallaxError('INVALID_FIELD', `the request can't be read: ${why}`, { metadata: { field: 'request' } });
}
