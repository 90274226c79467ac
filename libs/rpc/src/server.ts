import { Server as GrpcServer, logVerbosity, setLogVerbosity } from '@grpc/grpc-js';
import { invalidField, ParallaxError } from '@parallax/errors';
import type { Settings } from '@parallax/settings';
import { type Logger, logger as makeLogger, type ProcessContext, runProcess } from '@parallax/telemetry';
import {
  Admission,
  defaultLimits,
  definitionToServe,
  type Limits,
  MAX_REQUEST_BYTES,
  maxRequestBytes,
} from './admission.js';
import { bearerToken, serverCredentials } from './credentials.js';
import { Health, type HealthReporter } from './health.js';
import { reflectionHandlers } from './reflection.js';
import { Calls, handlersOf } from './server-call.js';
import { definitionOf, type Implementations, type ServiceName } from './services.js';

/** After how long a connection is renewed, give or take a tenth, so that clients find servers that are new. */
const MAX_CONNECTION_AGE_MS = 5 * 60_000;

/** How long a stopping server waits for the calls it is at, and then for what it told them to reach their clients. */
const DRAIN_MS = 10_000;
const FAREWELL_MS = 1_000;

const HEALTH = 'grpc.health.v1.Health';
const REFLECTION = ['grpc.reflection.v1.ServerReflection', 'grpc.reflection.v1alpha.ServerReflection'];

export interface RunServerOptions<S extends ServiceName> {
  /** In telemetry and logs: `parallax-training`. */
  name: string;
  /** Where PARALLAX_LISTEN does not say otherwise. */
  port: number;
  /** What it serves. Until `open` has made them, calls of these are answered with UNAVAILABLE, and so tried again. */
  services: readonly S[];
  /** Makes what the services need, and says how to let go of it once the last call has ended. */
  open(context: ServerContext): Promise<{ services: Implementations<S>; close?(): Promise<void> }>;
}

export interface ServerContext extends ProcessContext {
  health: HealthReporter;
}

/**
 * A server process's whole main: listens, opens, serves, and on SIGTERM or SIGINT reports NOT_SERVING, drains, closes, and
 * exits. A second signal ends it at once. It listens first: where it can't, it ends before there is anything to close, with 1
 * where somebody else has the port, and with 64 for a bad setting.
 */
export function runServer<S extends ServiceName>(options: RunServerOptions<S>): Promise<never> {
  const { name, port, services, open } = options;
  return runProcess(name, async (context) => {
    const { settings, logger, signal } = context;
    const server = await listen(services, { settings, port, logger });
    let close: (() => Promise<void>) | undefined;
    try {
      const opened = await open({ ...context, health: server.health });
      close = opened.close;
      server.open(opened.services);
      logger.info({ address: server.address, port: server.port }, 'serving');
      await aborted(signal);
      logger.info('stopping');
    } finally {
      await server.stop();
      await close?.();
    }
  });
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

interface ListenOptions {
  settings: Settings;
  /** The server's own port, where PARALLAX_LISTEN does not say otherwise. */
  port: number;
  logger?: Logger;
  /** Others than the default ones. */
  limits?: Partial<Limits>;
}

export interface ServeOptions extends ListenOptions {
  services: Partial<Implementations>;
  /** Stops the server. */
  signal?: AbortSignal;
}

export interface Server {
  /** `host:port` as it listens. */
  address: string;
  port: number;
  health: HealthReporter;
  /** NOT_SERVING to whoever asks for its health, no new calls, time for those under way, an end. */
  stop(): Promise<void>;
}

/** Starts a server of one or several services, grpc.health.v1, and reflection. */
export async function serve({ services, signal, ...options }: ServeOptions): Promise<Server> {
  const server = await listen(Object.keys(services) as ServiceName[], options);
  server.open(services);
  signal?.addEventListener('abort', server.stop, { once: true });
  return server;
}

export interface HealthServer extends Server {
  /** Whether the process does what it is there for. At first it doesn't. */
  report(ready: boolean): void;
}

/** A server of grpc.health.v1 and reflection alone, for a process that serves nothing else. It listens on PARALLAX_LISTEN. */
export async function serveHealth(settings: Settings): Promise<HealthServer> {
  settings.required('PARALLAX_LISTEN');
  const server = await listen([], { settings, port: 0 });
  return { ...server, report: (ready) => server.health.reportOpen(ready) };
}

interface ListeningServer extends Server {
  health: Health;
  /** From here on calls are answered. Until then health says NOT_SERVING. */
  open(services: Partial<Implementations>): void;
}

/** @throws INVALID_FIELD for a bad setting, UNAVAILABLE where the port is taken */
async function listen(services: readonly ServiceName[], options: ListenOptions): Promise<ListeningServer> {
  // A process' output is its log, in JSON; what grpc-js would write beside it arrives as errors too.
  if (process.env.GRPC_VERBOSITY === undefined) setLogVerbosity(logVerbosity.NONE);
  const { settings, logger = makeLogger('rpc', settings) } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const admission = new Admission({ limits, token: bearerToken(settings), logger });
  const calls = new Calls(admission);
  const names = services.map((service) => `parallax.v1.${service}`);
  const health = new Health(names);
  const grpc = new GrpcServer({
    'grpc.max_receive_message_length': Math.max(MAX_REQUEST_BYTES, ...names.flatMap(pathsOf).map(maxRequestBytes)),
    'grpc.max_concurrent_streams': limits.callsPerConnection,
    'grpc.max_connection_age_ms': MAX_CONNECTION_AGE_MS,
    'grpc.keepalive_time_ms': 30_000,
    'grpc.enable_channelz': 0,
    interceptors: [admission.interceptor],
  });
  const implementations: Partial<Implementations> = {};
  for (const service of services) {
    grpc.addService(definitionToServe(`parallax.v1.${service}`), handlersOf(service, implementations, calls, logger));
  }
  grpc.addService(definitionToServe(HEALTH), health.handlers);
  const reflection = reflectionHandlers([...names, HEALTH, ...REFLECTION], calls);
  for (const name of REFLECTION) grpc.addService(definitionToServe(name), reflection);

  const { host, port: wanted } = listenOn(settings, options.port);
  const port = await bind(grpc, `${host}:${wanted}`, settings);
  let stopped: Promise<void> | undefined;
  return {
    address: `${host}:${port}`,
    port,
    health,
    open(opened) {
      for (const [service, implementation] of Object.entries(opened)) checkWhole(service, implementation);
      Object.assign(implementations, opened);
      health.reportOpen(true);
    },
    stop() {
      stopped ??= drain(grpc, health, calls);
      return stopped;
    },
  };
}

function checkWhole(service: string, implementation: object): void {
  for (const { originalName = '' } of Object.values(definitionOf(`parallax.v1.${service}`))) {
    if (!(originalName in implementation)) {
      throw new ParallaxError('INTERNAL', `${service} has no implementation of ${originalName}`);
    }
  }
}

function pathsOf(service: string): string[] {
  return Object.values(definitionOf(service)).map(({ path }) => path);
}

/** Without a setting, nobody but this machine reaches it. */
function listenOn(settings: Settings, ownPort: number): { host: string; port: number } {
  const text = settings.optional('PARALLAX_LISTEN') ?? `127.0.0.1:${ownPort}`;
  const [, host, port] = /^(.+):(\d{1,5})$/.exec(text) ?? [];
  if (host === undefined || Number(port) > 65_535) throw invalidField('PARALLAX_LISTEN', text, 'must be host:port');
  return { host, port: Number(port) };
}

function bind(server: GrpcServer, address: string, settings: Settings): Promise<number> {
  const credentials = serverCredentials(settings);
  return new Promise((resolve, reject) => {
    const refuse = (cause: Error) => reject(isTaken(cause) ? taken(address, cause) : noAddress(address, cause));
    try {
      server.bindAsync(address, credentials, (cause, port) => (cause ? refuse(cause) : resolve(port)));
    } catch (cause) {
      refuse(cause as Error);
    }
  });
}

function isTaken(cause: Error): boolean {
  return cause.message.includes('EADDRINUSE');
}

function taken(address: string, cause: Error): ParallaxError {
  return new ParallaxError('UNAVAILABLE', `can't listen on ${address}: another process does (PARALLAX_LISTEN)`, {
    cause,
  });
}

function noAddress(address: string, { message }: Error): ParallaxError {
  return invalidField('PARALLAX_LISTEN', address, `must be an address on which this machine may listen (${message})`);
}

async function drain(grpc: GrpcServer, health: Health, calls: Calls): Promise<void> {
  health.stop();
  calls.stopStreams();
  const drained = new Promise<void>((resolve) => grpc.tryShutdown(() => resolve()));
  if (await within(DRAIN_MS, drained)) return;
  calls.stopAll();
  if (await within(FAREWELL_MS, drained)) return;
  grpc.forceShutdown();
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
