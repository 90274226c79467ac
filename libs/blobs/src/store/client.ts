import { AsyncLocalStorage } from 'node:async_hooks';
import http from 'node:http';
import https from 'node:https';
import { invalidField } from '@parallax/errors';
import type { Settings } from '@parallax/settings';
import { Client } from 'minio';

/** A connection on which nothing moves for so long is given up. Milliseconds. */
const idleTimeout = 60_000;

const currentSignal = new AsyncLocalStorage<AbortSignal | undefined>();

/** Runs calls of a client so that `signal` ends their requests: minio has no way of its own to cancel one. */
export function abortable<T>(signal: AbortSignal | undefined, run: () => Promise<T>): Promise<T> {
  return currentSignal.run(signal, run);
}

/** @param name the setting that holds the endpoint */
export function openClient(settings: Settings, name: 'PARALLAX_S3_ENDPOINT' | 'PARALLAX_S3_PUBLIC_ENDPOINT'): Client {
  const { protocol, hostname, port, pathname } = settings.url(name);
  if (!/^https?:$/.test(protocol) || pathname !== '/') {
    throw invalidField(name, settings.required(name), 'must be http(s)://host[:port], without a path');
  }
  return new Client({
    endPoint: hostname,
    port: port ? Number(port) : undefined,
    useSSL: protocol === 'https:',
    region: settings.required('PARALLAX_S3_REGION'),
    accessKey: settings.required('PARALLAX_S3_ACCESS_KEY'),
    secretKey: settings.required('PARALLAX_S3_SECRET_KEY'),
    transport: { request: protocol === 'https:' ? through(https) : through(http) },
    // Ours are in retry.ts: minio's leave out network errors, and warn on the console.
    retryOptions: { disableRetry: true },
  });
}

function through(transport: typeof http | typeof https): typeof http.request {
  const request = (options: http.RequestOptions, listener: (response: http.IncomingMessage) => void) => {
    const sent = transport.request({ ...options, signal: currentSignal.getStore(), timeout: idleTimeout }, listener);
    return sent.on('timeout', () => sent.destroy(Object.assign(new Error('timed out'), { code: 'ETIMEDOUT' })));
  };
  return request as typeof http.request;
}
