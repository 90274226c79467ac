import { Server as GrpcServer, type UntypedServiceImplementation } from '@grpc/grpc-js';
import { invalidField, ParallaxError } from '@parallax/errors';
import type { Settings } from '@parallax/settings';
import { type Logger, logger as makeLogger } from '@parallax/telemetry';
import { Calls } from './calls.js';
import { bearerToken, requireToken, serverCredentials } from './credentials.js';
import { handlersOf } from './handlers.js';
import { Health } from './health.js';
import { reflectionHandlers } from './reflection.js';
import { definitionOf, type Implementations } from './services.js';

/** The largest request a server takes, in bytes: 64 inline images of 128 KiB each. Larger ones get RESOURCE_EXHAUSTED. */
export const MAX_REQUEST_BYTES = 8 * 1024 * 1024;

/** After how long a connection is renewed, give or take a tenth, so that clients find servers that are new. */
const MAX_CONNECTION_AGE_MS = 5 * 60_000;

/** How long a stopping server waits for the calls it is at, and then for what it told them to reach their clients. */
const DRAIN_MS = 10_000;
const FAREWELL_MS = 1_000;

const REFLECTION = ['grpc.reflection.v1.ServerReflection', 'grpc.reflection.v1alpha.ServerReflection'];

export interface ServeOptions {
  services: Implementations;
  settings: Settings;
  /** The server's own port, where PARALLAX_LISTEN does not say otherwise. */
  port: number;
  /** Stops the server. */
  signal?: AbortSignal;
  logger?: Logger;
}

export interface Server {
  /** `host:port` as it listens. */
  address: string;
  port: number;
  /** NOT_SERVING to whoever asks for its health, no new calls, time for those under way, an end. */
  stop(): Promise<void>;
}

/** Starts a server of one or several services, grpc.health.v1, and reflection. */
export async function serve(options: ServeOptions): Promise<Server> {
  const { services, settings, port, logger = makeLogger('rpc', settings) } = options;
  const calls = new Calls();
  const handlers = handlersOf(services, calls, logger);
  const server = await open(settings, port, new Health(Object.keys(handlers)), calls, handlers);
  options.signal?.addEventListener('abort', server.stop, { once: true });
  return server;
}

export interface HealthServer extends Server {
  /** Whether the process does what it is there for. At first it doesn't. */
  report(ready: boolean): void;
}

/** A server of grpc.health.v1 and reflection alone, for a process that serves nothing else. It listens on PARALLAX_LISTEN. */
export async function serveHealth(settings: Settings): Promise<HealthServer> {
  settings.required('PARALLAX_LISTEN');
  const health = new Health([], 'NOT_SERVING');
  return { ...(await open(settings, 0, health, new Calls(), {})), report: (ready) => health.report(ready) };
}

async function open(
  settings: Settings,
  ownPort: number,
  health: Health,
  calls: Calls,
  own: Record<string, UntypedServiceImplementation>,
): Promise<Server> {
  const token = bearerToken(settings);
  const server = new GrpcServer({
    'grpc.max_receive_message_length': MAX_REQUEST_BYTES,
    'grpc.max_connection_age_ms': MAX_CONNECTION_AGE_MS,
    'grpc.keepalive_time_ms': 30_000,
    'grpc.enable_channelz': 0,
    interceptors: token === undefined ? [] : [requireToken(token)],
  });
  const services = { ...own, 'grpc.health.v1.Health': health.handlers };
  const names = [...Object.keys(services), ...REFLECTION];
  for (const [name, handlers] of Object.entries(services)) server.addService(definitionOf(name), handlers);
  for (const reflection of REFLECTION) server.addService(definitionOf(reflection), reflectionHandlers(names));

  const { host, port } = listenOn(settings, ownPort);
  const bound = await bind(server, `${host}:${port}`, settings);
  let stopped: Promise<void> | undefined;
  const stop = () => {
    stopped ??= drain(server, health, calls);
    return stopped;
  };
  return { address: `${host}:${bound}`, port: bound, stop };
}

function listenOn(settings: Settings, ownPort: number): { host: string; port: number } {
  const text = settings.optional('PARALLAX_LISTEN') ?? `0.0.0.0:${ownPort}`;
  const [, host, port] = /^(.+):(\d{1,5})$/.exec(text) ?? [];
  if (host === undefined || Number(port) > 65_535) throw invalidField('PARALLAX_LISTEN', text, 'must be host:port');
  return { host, port: Number(port) };
}

function bind(server: GrpcServer, address: string, settings: Settings): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync(address, serverCredentials(settings), (cause, port) => {
      if (cause) reject(new ParallaxError('UNAVAILABLE', `can't listen on ${address}: ${cause.message}`, { cause }));
      else resolve(port);
    });
  });
}

async function drain(server: GrpcServer, health: Health, calls: Calls): Promise<void> {
  health.stop();
  calls.stopStreams();
  const drained = new Promise<void>((resolve) => server.tryShutdown(() => resolve()));
  if (await within(DRAIN_MS, drained)) return;
  calls.stopAll();
  if (await within(FAREWELL_MS, drained)) return;
  server.forceShutdown();
}

async function within(ms: number, done: Promise<void>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, ms, false);
  });
  const inTime = await Promise.race([done.then(() => true), late]);
  clearTimeout(timer);
  return inTime;
}
