import type { CallOptions as GrpcCallOptions, ServiceError } from '@grpc/grpc-js';
import { begin, type Connection } from './begin.js';
import type { CallOptions, Method } from './services.js';
import { fromStatus } from './status.js';

/** How long a call without a deadline of its own may take. */
const DEFAULT_TIMEOUT_MS = 60_000;

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
