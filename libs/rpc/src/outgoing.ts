import {
  type CallOptions as GrpcCallOptions,
  type Client as GrpcClient,
  Metadata,
  type ServiceError,
  status,
} from '@grpc/grpc-js';
import { context, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { histogram, injectContext, type OpenSpan, openSpan, semconv } from '@parallax/telemetry';
import type { CallOptions, Method } from './services.js';
import { fromStatus } from './status.js';

export interface Connection {
  grpc: GrpcClient;
  /** As it was given, for telemetry. */
  address: string;
  token: string | undefined;
}

/** How long a call without a deadline of its own may take. */
const DEFAULT_TIMEOUT_MS = 60_000;

const duration = histogram(semconv.METRIC_RPC_CLIENT_CALL_DURATION, {
  unit: 's',
  description: 'Duration of an outgoing call',
  advice: { explicitBucketBoundaries: semconv.DURATION_BUCKETS },
});

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
    const call = connection.grpc.makeUnaryRequest(
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
  const call = connection.grpc.makeServerStreamRequest(
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

/** Opens the call's span and makes its metadata: trace context and token. */
function begin({ address, token }: Connection, method: Method) {
  const name = method.path.slice(1);
  const [, host = address, port] = /^(?:.*\/)?(.+):(\d+)$/.exec(address) ?? [];
  const attributes = {
    [semconv.ATTR_RPC_SYSTEM_NAME]: 'grpc',
    [semconv.ATTR_RPC_METHOD]: name,
    [semconv.ATTR_SERVER_ADDRESS]: host,
    ...(port !== undefined && { [semconv.ATTR_SERVER_PORT]: Number(port) }),
  };
  const span = openSpan(name, { kind: SpanKind.CLIENT, attributes });
  const began = performance.now();
  const outgoing = new Metadata();
  const headers = context.with(span.context, injectContext);
  for (const [key, value] of Object.entries(headers)) outgoing.set(key, value);
  if (token !== undefined) outgoing.set('authorization', `Bearer ${token}`);
  const finish = (failure?: ServiceError) => {
    const ended = endOf(failure);
    duration((performance.now() - began) / 1000, { ...attributes, ...ended });
    endSpan(span, ended, failure);
  };
  return { outgoing, finish };
}

function endOf(failure: ServiceError | undefined): Record<string, string> {
  const code = status[failure?.code ?? status.OK] as string;
  return {
    [semconv.ATTR_RPC_RESPONSE_STATUS_CODE]: code,
    ...(failure && { [semconv.ATTR_ERROR_TYPE]: code }),
  };
}

function endSpan({ span, end }: OpenSpan, attributes: Record<string, string>, failure: ServiceError | undefined): void {
  span.setAttributes(attributes);
  if (failure) span.setStatus({ code: SpanStatusCode.ERROR, message: failure.details });
  end();
}
