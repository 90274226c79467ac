import {
  type CallOptions as GrpcCallOptions,
  type Client as GrpcClient,
  Metadata,
  type ServiceError,
  status,
} from '@grpc/grpc-js';
import { context, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { catalogue, injectContext, instrument, openSpan, semconv } from '@parallax/telemetry';
import type { CallOptions, Method } from './services.js';
import { fromStatus } from './status.js';

/** How long a call without a deadline of its own may take. */
const DEFAULT_TIMEOUT_MS = 60_000;

export interface Connection {
  /** Makes calls once. */
  once: GrpcClient;
  /** Makes calls again where the server is UNAVAILABLE. */
  repeating: GrpcClient;
  /** As it was given, for telemetry. */
  address: string;
  token: string | undefined;
}

/** Calls a method that answers once. */
export async function callUnary(connection: Connection, method: Method, request: object, options: CallOptions) {
  const { signal, timeout = DEFAULT_TIMEOUT_MS } = options;
  signal?.throwIfAborted();
  const { outgoing, finish } = begin(connection, method);
  return new Promise((resolve, reject) => {
    const done = (error: ServiceError | null, response?: object) => {
      signal?.removeEventListener('abort', cancel);
      finish(error ?? undefined);
      if (!error) resolve(response);
      else reject(signal?.aborted ? signal.reason : fromStatus(error, connection.address));
    };
    const { path, requestSerialize, responseDeserialize } = method;
    const grpcOptions: GrpcCallOptions = { deadline: Date.now() + timeout };
    const call = clientFor(connection, method, request).makeUnaryRequest(
      path,
      requestSerialize,
      responseDeserialize,
      request,
      outgoing,
      grpcOptions,
      done,
    );
    const cancel = () => call.cancel();
    signal?.addEventListener('abort', cancel, { once: true });
  });
}

/** Calls a method that answers with a stream; to leave the loop early cancels the call. */
export async function* callStream(connection: Connection, method: Method, request: object, options: CallOptions) {
  const { signal, timeout } = options;
  signal?.throwIfAborted();
  const { outgoing, finish } = begin(connection, method);
  const { path, requestSerialize, responseDeserialize } = method;
  const grpcOptions: GrpcCallOptions = timeout === undefined ? {} : { deadline: Date.now() + timeout };
  const call = clientFor(connection, method, request).makeServerStreamRequest(
    path,
    requestSerialize,
    responseDeserialize,
    request,
    outgoing,
    grpcOptions,
  );
  const cancel = () => call.cancel();
  signal?.addEventListener('abort', cancel, { once: true });
  let failure: ServiceError | undefined;
  try {
    yield* call as AsyncIterable<object>;
  } catch (thrown) {
    failure = thrown as ServiceError;
    throw signal?.aborted ? signal.reason : fromStatus(failure, connection.address);
  } finally {
    signal?.removeEventListener('abort', cancel);
    call.on('error', () => {});
    cancel();
    finish(failure);
  }
}

/**
 * A call may be repeated where the proto file says so of its method (`idempotency_level`), and where it carries a request id:
 * then the server answers the second time with what it made the first (AIP-155).
 */
function clientFor({ once, repeating }: Connection, { options }: Method, request: { requestId?: unknown }): GrpcClient {
  return options.idempotency_level !== 'IDEMPOTENCY_UNKNOWN' || request.requestId ? repeating : once;
}

const duration = instrument(catalogue.rpc.client);

/** Opens a call's span and makes its metadata, trace context and token; `finish` ends the span and measures the call. */
function begin({ address, token }: Connection, method: Method) {
  const name = method.path.slice(1);
  const [, host = address, port] = /^(?:.*\/)?(.+):(\d+)$/.exec(address) ?? [];
  const attributes = {
    [semconv.ATTR_RPC_SYSTEM_NAME]: 'grpc',
    [semconv.ATTR_RPC_METHOD]: name,
    [semconv.ATTR_SERVER_ADDRESS]: host,
    ...(port !== undefined && { [semconv.ATTR_SERVER_PORT]: Number(port) }),
  };
  const { context: within, span, end } = openSpan(name, { kind: SpanKind.CLIENT, attributes });
  const began = performance.now();
  const outgoing = new Metadata();
  const headers = context.with(within, injectContext);
  for (const [key, value] of Object.entries(headers)) outgoing.set(key, value);
  if (token !== undefined) outgoing.set('authorization', `Bearer ${token}`);
  const finish = (failure?: ServiceError) => {
    const code = status[failure?.code ?? status.OK] as string;
    const ended = {
      [semconv.ATTR_RPC_RESPONSE_STATUS_CODE]: code,
      ...(failure && { [semconv.ATTR_ERROR_TYPE]: code }),
    };
    duration((performance.now() - began) / 1000, { ...attributes, ...ended });
    span.setAttributes(ended);
    if (failure) span.setStatus({ code: SpanStatusCode.ERROR, message: failure.details });
    end();
  };
  return { outgoing, finish };
}
