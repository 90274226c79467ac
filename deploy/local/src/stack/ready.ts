import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { ChannelCredentials, Client } from '@grpc/grpc-js';
import { Settings } from '@parallax/settings';

/** Whether a server answers. Throws, or gives false, as long as it doesn't. */
export type Ready = () => Promise<boolean>;

/** How long one question may take, in milliseconds. */
const PATIENCE = 2_000;

/** Asks until the answer is yes. */
export async function untilReady(ready: Ready, signal: AbortSignal): Promise<void> {
  while (!(await ready().catch(() => false))) await sleep(50, undefined, { signal });
}

/** A NATS server greets each connection with what it is; the name tells ours from another that has its port. */
export function natsReady(host: string, port: number, name: string): Ready {
  return async () => {
    const socket = connect({ host, port, timeout: PATIENCE }).setEncoding('utf8');
    try {
      const [greeting] = await once(socket, 'data');
      const { server_name, jetstream } = JSON.parse(greeting.slice(greeting.indexOf('{'), greeting.indexOf('\r\n')));
      return server_name === name && jetstream === true;
    } finally {
      socket.destroy();
    }
  };
}

/** MinIO says that it is healthy while its API still answers 503; once it refuses a stranger, it serves. */
export function minioReady(endpoint: string): Ready {
  return async () => {
    const answer = await fetch(endpoint, { signal: AbortSignal.timeout(PATIENCE) });
    return answer.status === 403;
  };
}

/** Whether a page answers with 200. */
export function httpReady(url: string): Ready {
  return async () => (await fetch(url, { signal: AbortSignal.timeout(PATIENCE) })).ok;
}

/** grpc.health.v1, for the whole server. */
export function grpcReady(address: string, env: NodeJS.ProcessEnv): Ready {
  return async () => {
    const client = new Client(address, credentials(env));
    try {
      return await new Promise((resolve, reject) => {
        const deadline = Date.now() + PATIENCE;
        const done = (error: unknown, response?: Buffer) => (error ? reject(error) : resolve(isServing(response)));
        client.makeUnaryRequest('/grpc.health.v1.Health/Check', empty, (bytes) => bytes, undefined, { deadline }, done);
      });
    } finally {
      client.close();
    }
  };
}

const empty = () => Buffer.alloc(0);

/** HealthCheckResponse is one enum, field 1, whose value 1 is SERVING. */
function isServing(response: Buffer | undefined): boolean {
  return response?.equals(Buffer.from([0x08, 0x01])) ?? false;
}

function credentials(env: NodeJS.ProcessEnv): ChannelCredentials {
  const settings = new Settings(env);
  if (!settings.given('PARALLAX_TLS_CERT')) return ChannelCredentials.createInsecure();
  const authority = settings.given('PARALLAX_TLS_CA');
  return ChannelCredentials.createSsl(authority ? readFileSync(authority) : null);
}
