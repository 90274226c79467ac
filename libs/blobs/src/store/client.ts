import { AsyncLocalStorage } from 'node:async_hooks';
import http from 'node:http';
import https from 'node:https';
import { invalidField } from '@parallax/errors';
import type { Settings } from '@parallax/settings';
import type { Client } from 'minio';
import { countAwake } from './awake.js';
import { Hang, Refusal } from './failure.js';

/** Bytes of a body for which a call has a second more: a slower store is no use to anybody. */
export const slowestRate = 2 * 1024 ** 2;

/**
 * A connection on which nothing moves for so long is given up, and the call tried on another. Milliseconds; more for a body, which a
 * store may have to write to its disk before it answers.
 */
const idleTimeout = 10_000;

const currentSignal = new AsyncLocalStorage<AbortSignal>();

/** Runs calls of a client so that `signal` ends their requests: minio has no way of its own to cancel one. */
export function abortable<T>(signal: AbortSignal, run: () => Promise<T>): Promise<T> {
  return currentSignal.run(signal, run);
}

/**
 * minio is loaded by the first client, as that takes a quarter of a second, and whoever only reads files of blobs needs none.
 *
 * @param name the setting that holds the endpoint
 * @throws INVALID_FIELD that names the setting
 */
export async function openClient(
  settings: Settings,
  name: 'PARALLAX_S3_ENDPOINT' | 'PARALLAX_S3_PUBLIC_ENDPOINT',
): Promise<Client> {
  const { protocol, hostname, port, host } = settings.url(name);
  const minio = await import('minio');
  try {
    return new minio.Client({
      // An IPv6 address stands in brackets in a URL alone.
      endPoint: hostname.replace(/^\[(.*)\]$/, '$1'),
      port: port ? Number(port) : undefined,
      useSSL: protocol === 'https:',
      region: settings.required('PARALLAX_S3_REGION'),
      accessKey: settings.required('PARALLAX_S3_ACCESS_KEY'),
      secretKey: settings.required('PARALLAX_S3_SECRET_KEY'),
      transport: { request: protocol === 'https:' ? through(https) : through(http) },
      // Ours are in call.ts: minio's leave out network errors, and warn on the console.
      retryOptions: { disableRetry: true },
    });
  } catch (thrown) {
    if (!(thrown instanceof Error && thrown.name === 'InvalidEndpointError')) throw thrown;
    throw invalidField(name, host, 'must name a host as DNS has them, or an IP address');
  }
}

/** The transport with our signal, and with every refusal as an error that has S3's code: minio drops that of a 5xx. */
function through(transport: typeof http | typeof https): typeof http.request {
  const request = (options: http.RequestOptions, listener: (answer: http.IncomingMessage) => void) => {
    const body = Number((options.headers as http.OutgoingHttpHeaders | undefined)?.['content-length'] ?? 0);
    const timeout = Math.round(idleTimeout + (body / slowestRate) * 1000);
    const signed = { ...options, signal: currentSignal.getStore() };
    const sent = transport.request(signed, (answer) => {
      if ((answer.statusCode ?? 0) < 300) return listener(answer);
      const fail = (error: unknown) => sent.emit('error', error);
      Refusal.from(answer).then(fail, fail);
    });
    endWhenIdle(sent, timeout);
    return sent;
  };
  return request as typeof http.request;
}

/** Ends a request on whose connection nothing has moved for so long. Node's own timeout counts what this process was deaf too. */
function endWhenIdle(sent: http.ClientRequest, timeout: number): void {
  let moved = -1;
  let idle = 0;
  const stopCounting = countAwake((passed) => {
    const bytes = (sent.socket?.bytesRead ?? 0) + (sent.socket?.bytesWritten ?? 0);
    idle = bytes === moved ? idle + passed : 0;
    moved = bytes;
    if (idle >= timeout) sent.destroy(new Hang(`nothing moved for ${Math.round(timeout / 1000)} s`));
  });
  sent.once('close', stopCounting);
}

/** @throws INVALID_FIELD where it can be none */
export function bucketOf(settings: Settings): string {
  const bucket = settings.required('PARALLAX_BUCKET');
  if (/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) return bucket;
  const must = 'must be 3 to 63 lower-case letters, digits, dots and hyphens, and begin and end with a letter or digit';
  throw invalidField('PARALLAX_BUCKET', bucket, must);
}

/** Makes the bucket where it is missing. */
export async function makeBucket(client: Client, bucket: string): Promise<void> {
  if (await client.bucketExists(bucket)) return;
  try {
    await client.makeBucket(bucket);
  } catch (thrown) {
    // Another process made it in between.
    if (!/^BucketAlready/.test((thrown as { code?: string }).code ?? '')) throw thrown;
  }
}
