import { type ClientHttp2Stream, connect } from 'node:http2';
import { type ChannelOptions, Client, credentials, type ServiceError } from '@grpc/grpc-js';
import { packageDefinition } from '@parallax/contract';
import type { ExecutionContext } from 'ava';

interface Method {
  path: string;
  requestSerialize(value: object): Buffer;
  responseDeserialize(bytes: Buffer): object;
}

/** grpc-js's own client, with a connection of its own, until the test ends: it sends what ours does not. */
export function rawClient(t: ExecutionContext, address: string, options: ChannelOptions = {}): Client {
  const client = new Client(address, credentials.createInsecure(), {
    'grpc.use_local_subchannel_pool': 1,
    ...options,
  });
  t.teardown(() => client.close());
  return client;
}

/** How proto-loader describes a method: `methodOf('grpc.health.v1.Health', 'Watch')`. */
export function methodOf(service: string, name: string): Method {
  return (packageDefinition[service] as unknown as Record<string, Method>)[name] as Method;
}

/** Opens a stream; nothing is read from it before somebody does. */
export function openStream(client: Client, method: Method, request: object) {
  const { path, requestSerialize, responseDeserialize } = method;
  const call = client.makeServerStreamRequest(path, requestSerialize, responseDeserialize, request);
  call.on('error', () => {});
  return call;
}

/** Sends bytes as they are. Gives the bytes that are answered, or the error. */
export function sendBytes(client: Client, path: string, bytes: Buffer): Promise<Buffer | ServiceError> {
  const asTheyAre = (value: Buffer) => value;
  return new Promise((resolve) => {
    client.makeUnaryRequest(path, asTheyAre, asTheyAre, bytes, (error, response) =>
      resolve(error ?? (response as Buffer)),
    );
  });
}

/**
 * Makes a call over HTTP/2 alone, of which nothing is read before somebody does: grpc-js's client always reads on.
 *
 * @param extra headers, and bytes after the requests, as they are
 */
export function openHttp2(
  t: ExecutionContext,
  address: string,
  { path, requestSerialize }: Method,
  requests: readonly object[] = [{}],
  extra: { frame?: Buffer; headers?: Record<string, string> } = {},
): ClientHttp2Stream {
  const session = connect(`http://${address}`);
  t.teardown(() => session.destroy());
  const headers = {
    ':method': 'POST',
    ':path': path,
    'content-type': 'application/grpc',
    te: 'trailers',
    ...extra.headers,
  };
  const stream = session.request(headers);
  const frames = requests.map(requestSerialize).flatMap((request) => {
    const prefix = Buffer.alloc(5);
    prefix.writeUInt32BE(request.length, 1);
    return [prefix, request];
  });
  stream.end(Buffer.concat([...frames, extra.frame ?? Buffer.alloc(0)]));
  return stream;
}
