import { type ChannelOptions, Client as GrpcClient, type ServiceConfig } from '@grpc/grpc-js';
import { Settings } from '@parallax/settings';
import { type Connection, callStream, callUnary } from './client-call.js';
import { bearerToken, clientCredentials } from './credentials.js';
import { addresses, type CallOptions, type Client, definitionOf, type Method, type ServiceName } from './services.js';

/** The largest answer a client takes, in bytes: a page of a thousand jobs, a large contact sheet. */
const MAX_RESPONSE_BYTES = 64 * 1024 * 1024;

/** How long an answer about health may take, in milliseconds. */
const HEALTH_TIMEOUT_MS = 2_000;

/**
 * A client of one of the services, which connects when it is first used. Calls that may be repeated, by their
 * `idempotency_level` in the proto files or because they carry a request id, are, on UNAVAILABLE, up to 5 times in about
 * 3 seconds.
 *
 * @param where settings, which have the address, TLS and the token; or an address, in plain text and without a token
 * @param options.at asks the server of another service, whose setting then has the address: each of them serves JobService
 *   beside its own. Default: the service's own server, for JobService that of TrainingService.
 */
export function connect<S extends ServiceName>(
  service: S,
  where: Settings | string,
  { at = service }: { at?: ServiceName } = {},
): Client<S> {
  const variable = addresses[at];
  const settings = typeof where === 'string' ? new Settings({ [variable]: where }) : where;
  const connection = open(settings.required(variable), settings, bearerToken(settings));
  const methods = Object.values(definitionOf(`parallax.v1.${service}`)).map((method) => [
    method.originalName,
    callerOf(connection, method),
  ]);
  return { ...Object.fromEntries(methods), close: () => close(connection) };
}

/** What a server says of itself, by grpc.health.v1. */
export interface HealthAnswer {
  /** Of it as a whole: `SERVING`, `NOT_SERVING`. */
  status: string;
  /** The entries that are not `SERVING`, such as `parallax.v1.JobService`, where the server lists them. */
  failing: string[];
}

/**
 * Asks a server how it is. Ours answer without a token.
 *
 * @throws ParallaxError UNAVAILABLE or DEADLINE where nobody answers
 */
export async function checkHealth(address: string, settings: Settings, signal: AbortSignal): Promise<HealthAnswer> {
  const connection = open(address, settings, undefined);
  const { Check: check, List: list } = definitionOf('grpc.health.v1.Health') as Record<'Check' | 'List', Method>;
  const ask = (method: Method) => callUnary(connection, method, {}, { signal, timeout: HEALTH_TIMEOUT_MS });
  try {
    const { status = 'UNKNOWN' } = (await ask(check)) as { status?: string };
    if (status === 'SERVING') return { status, failing: [] };
    // Others' servers may not know this method.
    const { statuses = {} } = (await ask(list).catch(() => ({}))) as { statuses?: Record<string, { status?: string }> };
    const failing = Object.entries(statuses).filter(([entry, each]) => entry !== '' && each.status !== 'SERVING');
    return { status, failing: failing.map(([entry]) => entry) };
  } finally {
    close(connection);
  }
}

function callerOf(connection: Connection, method: Method) {
  const call = method.responseStream ? callStream : callUnary;
  return (request: object, options: CallOptions = {}) => call(connection, method, request, options);
}

/** Two channels, for gRPC's retries know a method, but not whether its request has an id. Each connects when it is first used. */
function open(address: string, settings: Settings, token: string | undefined): Connection {
  const credentials = clientCredentials(settings);
  const channel = (config: Partial<ServiceConfig>) =>
    new GrpcClient(targetOf(address), credentials, channelOptions(address, config));
  const repeating = channel({ methodConfig: [{ name: [{}], retryPolicy }] });
  return { repeating, once: channel({}), address, token };
}

function close({ repeating, once }: Connection): void {
  repeating.close();
  once.close();
}

const retryPolicy = {
  maxAttempts: 5,
  initialBackoff: '0.2s',
  maxBackoff: '2s',
  backoffMultiplier: 2,
  retryableStatusCodes: ['UNAVAILABLE'],
};

function channelOptions(address: string, config: Partial<ServiceConfig>): ChannelOptions {
  return {
    'grpc.service_config': JSON.stringify({ loadBalancingConfig: [{ round_robin: {} }], ...config }),
    'grpc.max_receive_message_length': MAX_RESPONSE_BYTES,
    'grpc.keepalive_time_ms': 30_000,
    'grpc.initial_reconnect_backoff_ms': 200,
    'grpc.max_reconnect_backoff_ms': 2_000,
    // Pods that take others' places are found when their names say so, not half a minute later.
    'grpc.dns_min_time_between_resolutions_ms': 5_000,
    'grpc.enable_channelz': 0,
    'grpc.enable_http_proxy': mayUseProxy(address) ? 1 : 0,
  };
}

/** A bare `host:port` through DNS, so that all addresses of a headless service are found and used in turn. */
function targetOf(address: string): string {
  return /^[a-z][a-z0-9+.-]*:(?!\d+$)/i.test(address) ? address : `dns:///${address}`;
}

/** No proxy reaches this machine's own loopback. grpc-js would ask it to, unless `no_proxy` names the address. */
function mayUseProxy(address: string): boolean {
  if (process.env.no_grpc_proxy || process.env.no_proxy) return true;
  return !/^(.*\/)?(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/.test(address);
}
