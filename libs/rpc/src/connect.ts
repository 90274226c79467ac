import { Client as GrpcClient } from '@grpc/grpc-js';
import { Settings, type Variable } from '@parallax/settings';
import type { Connection } from './begin.js';
import { bearerToken, clientCredentials } from './credentials.js';
import { callStream, callUnary } from './outgoing.js';
import { type CallOptions, type Client, definitionOf, type Method, type ServiceName } from './services.js';

/** The variable that has the address of each service's server. */
export const addresses: Record<ServiceName, Variable> = {
  AugmentationService: 'PARALLAX_AUGMENTATION_ADDRESS',
  TrainingService: 'PARALLAX_TRAINING_ADDRESS',
  EmbeddingService: 'PARALLAX_EMBEDDING_ADDRESS',
  ProbeService: 'PARALLAX_PROBE_ADDRESS',
  // Every server has it; one has to be the default.
  JobService: 'PARALLAX_TRAINING_ADDRESS',
};

/** The largest answer a client takes, in bytes: a page of a thousand jobs, a large contact sheet. */
const MAX_RESPONSE_BYTES = 64 * 1024 * 1024;

/**
 * A client of one of the services, which connects when it is first used. Calls that may be repeated (by their
 * `idempotency_level` in the proto files) are, on UNAVAILABLE, up to 5 times in about 3 seconds.
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
  const address = settings.required(variable);
  const definition = definitionOf(`parallax.v1.${service}`);
  const grpc = new GrpcClient(targetOf(address), clientCredentials(settings), {
    'grpc.service_config': JSON.stringify(serviceConfig(`parallax.v1.${service}`, definition)),
    'grpc.max_receive_message_length': MAX_RESPONSE_BYTES,
    'grpc.keepalive_time_ms': 30_000,
    'grpc.initial_reconnect_backoff_ms': 200,
    'grpc.max_reconnect_backoff_ms': 2_000,
    // Pods that take others' places are found when their names say so, not half a minute later.
    'grpc.dns_min_time_between_resolutions_ms': 5_000,
    'grpc.enable_channelz': 0,
  });
  const connection: Connection = { grpc, address, token: bearerToken(settings) };
  const methods = Object.values(definition).map((method) => [method.originalName, callerOf(connection, method)]);
  return { ...Object.fromEntries(methods), close: () => grpc.close() };
}

function callerOf(connection: Connection, method: Method) {
  const call = method.responseStream ? callStream : callUnary;
  return (request: object, options: CallOptions = {}) => call(connection, method, request, options);
}

/** A bare `host:port` through DNS, so that all addresses of a headless service are found and used in turn. */
function targetOf(address: string): string {
  return /^[a-z][a-z0-9+.-]*:(?!\d+$)/i.test(address) ? address : `dns:///${address}`;
}

function serviceConfig(service: string, definition: Record<string, Method>): object {
  const repeatable = Object.entries(definition).filter(
    ([, { options }]) => options.idempotency_level !== 'IDEMPOTENCY_UNKNOWN',
  );
  const retryPolicy = {
    maxAttempts: 5,
    initialBackoff: '0.2s',
    maxBackoff: '2s',
    backoffMultiplier: 2,
    retryableStatusCodes: ['UNAVAILABLE'],
  };
  return {
    loadBalancingConfig: [{ round_robin: {} }],
    methodConfig: [{ name: repeatable.map(([method]) => ({ service, method })), retryPolicy }],
  };
}
