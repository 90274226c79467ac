import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Settings } from '@parallax/settings';
import { writeWhole } from './folder.js';
import { HOST } from './ports.js';
import type { ProcessSpec } from './process.js';
import { minioReady, natsReady } from './ready.js';

/** A server to run, and the variables by which others find it. Secrets stand in environments only. */
export interface Server {
  spec: ProcessSpec;
  env: Record<string, string>;
}

interface ServerContext {
  binary: string;
  port: number;
  /** Of the stack. */
  directory: string;
  /** The directory's, where others may want it too. */
  lock: number | undefined;
  env: NodeJS.ProcessEnv;
}

export async function natsServer({ binary, port, directory, lock, env }: ServerContext): Promise<Server> {
  const name = secret();
  const password = secret();
  const config = join(directory, 'nats.conf');
  const store = join(directory, 'nats');
  const syncInterval = new Settings(env).required('PARALLAX_NATS_SYNC_INTERVAL');
  await writeWhole(
    config,
    [
      `server_name: ${name}`,
      `listen: "${HOST}:${port}"`,
      // A running job watches its record, and a pinned one has a queue of its own: NATS' default is 1,000 a stream.
      `jetstream { store_dir: ${JSON.stringify(store)}, sync_interval: "${syncInterval}", limits { default_max_consumers: 100000 } }`,
      'authorization { user: parallax, password: $NATS_PASSWORD }',
    ].join('\n'),
  );
  return {
    spec: {
      name: 'nats-server',
      command: binary,
      args: ['--config', config],
      env: { ...env, NATS_PASSWORD: password },
      log: join(directory, 'logs', 'nats-server.log'),
      lock,
      ready: natsReady(HOST, port, name),
    },
    env: { PARALLAX_NATS_URL: `nats://parallax:${password}@${HOST}:${port}` },
  };
}

export async function objectStore({ binary, port, directory, lock, env }: ServerContext): Promise<Server> {
  const [accessKey, secretKey] = [secret(), secret()];
  const endpoint = `http://${HOST}:${port}`;
  const objects = join(directory, 'objects');
  await mkdir(objects, { recursive: true });
  return {
    spec: {
      name: 'object-store',
      command: binary,
      args: ['server', '--quiet', '--address', `${HOST}:${port}`, objects],
      env: {
        ...env,
        // Where it looks for certificates, and makes the folder.
        HOME: directory,
        MINIO_ROOT_USER: accessKey,
        MINIO_ROOT_PASSWORD: secretKey,
        MINIO_BROWSER: 'off',
        MINIO_UPDATE: 'off',
        // How full it is may be read by whoever reaches the loopback.
        MINIO_PROMETHEUS_AUTH_TYPE: 'public',
      },
      log: join(directory, 'logs', 'object-store.log'),
      lock,
      ready: minioReady(endpoint),
    },
    env: {
      PARALLAX_S3_ENDPOINT: endpoint,
      PARALLAX_S3_ACCESS_KEY: accessKey,
      PARALLAX_S3_SECRET_KEY: secretKey,
    },
  };
}

/** Begins with a letter: NATS reads a variable of its configuration as a value, and digits would be a number. */
function secret(): string {
  return `p${randomBytes(16).toString('hex')}`;
}
