import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { BlobStore } from '@parallax/blobs';
import type { Job } from '@parallax/contract';
import { ParallaxError } from '@parallax/errors';
import { type ProcessEvent, type Stack, startStack } from '@parallax/local';
import { type Client, connect } from '@parallax/rpc';
import { Settings } from '@parallax/settings';
import { S3Proxy } from '../../support/s3-proxy.js';
import { childrenOf } from './processes.js';
import { TcpProxy } from './tcp-proxy.js';

/** Seconds: a lost worker's job goes on after as many. */
const lease = 3;

/** A process that faults may befall. */
export interface Victim {
  /** `nats-server`, `training-worker`, …; `computation` of a job that runs. */
  name: string;
  pid: number;
}

/**
 * NATS and the object store, and the services behind proxies of ours, all as processes of their own on free ports, with
 * CIFAR-10. What dies is started again, however often.
 */
export class Testbed {
  /** NATS and the object store. */
  readonly servers: Stack;
  readonly services: Stack;
  /** What the processes of the services find in their environment. */
  readonly env: NodeJS.ProcessEnv;
  readonly nats: TcpProxy;
  readonly s3: S3Proxy;
  /** Of the services: through the proxies. */
  readonly settings: Settings;
  /** The object store itself, past the proxy. */
  readonly store: BlobStore;
  readonly augmentation: Client<'AugmentationService'>;
  readonly trainings: Client<'TrainingService'>;
  readonly embeddings: Client<'EmbeddingService'>;
  readonly probes: Client<'ProbeService'>;
  readonly jobs: Client<'JobService'>;
  /** What the processes of the services and servers have come to, in the order of time. */
  readonly events: readonly ProcessEvent[];

  private constructor(
    parts: Pick<Testbed, 'servers' | 'services' | 'env' | 'nats' | 's3' | 'store'>,
    events: readonly ProcessEvent[],
  ) {
    this.servers = parts.servers;
    this.services = parts.services;
    this.env = parts.env;
    this.nats = parts.nats;
    this.s3 = parts.s3;
    this.store = parts.store;
    this.events = events;
    this.settings = new Settings(parts.services.env);
    this.augmentation = connect('AugmentationService', this.settings);
    this.trainings = connect('TrainingService', this.settings);
    this.embeddings = connect('EmbeddingService', this.settings);
    this.probes = connect('ProbeService', this.settings);
    this.jobs = connect('JobService', this.settings);
  }

  /** @param env what the processes get besides; NATS or an object store that is named there is used, and none is started */
  static async start(env: NodeJS.ProcessEnv = {}): Promise<Testbed> {
    const events: ProcessEvent[] = [];
    const report = (event: object) => void ('process' in event && events.push(event as ProcessEvent));
    const options = { maxDeaths: Infinity, report };
    const servers = await startStack({ ...options, services: false, env: { ...process.env, ...env } });
    const nats = await TcpProxy.start(Number(new URL(servers.env.PARALLAX_NATS_URL as string).port));
    const s3 = await S3Proxy.start(servers.env.PARALLAX_S3_ENDPOINT as string);
    const proxied = {
      ...servers.env,
      PARALLAX_NATS_URL: withPort(servers.env.PARALLAX_NATS_URL, nats.port),
      PARALLAX_S3_ENDPOINT: s3.endpoint,
      PARALLAX_JOBS_LEASE: String(lease),
      NODE_OPTIONS: `--import ${new URL('clock.js', import.meta.url)}`,
      PARALLAX_TEST_CLOCKS: clocksOf(servers),
    };
    await writeFile(clocksOf(servers), '{}');
    try {
      const given = { ...process.env, ...env, ...proxied };
      const services = await startStack({ ...options, env: given });
      const store = await BlobStore.open(new Settings(servers.env));
      const parts = { servers, services, env: { ...given, ...services.env }, nats, s3, store };
      const bed = new Testbed(parts, events);
      await bed.augmentation.importDataset({ name: 'cifar10' }, { timeout: 120_000 });
      return bed;
    } catch (thrown) {
      nats.close();
      await s3.stop();
      await servers.stop();
      throw thrown;
    }
  }

  /** Sets the clocks of processes wrong, by so many milliseconds: `{ 'training/dist/worker': 3600000 }`; of the others, right. */
  async setClocks(offsets: Record<string, number>): Promise<void> {
    await writeFile(clocksOf(this.servers), JSON.stringify(offsets));
  }

  /** All processes at this moment. */
  victims(): Victim[] {
    const stacks = [...this.servers.processes, ...this.services.processes];
    return stacks.flatMap(({ name, pid }) => {
      if (pid === undefined) return [];
      const computations = childrenOf(pid).map((child) => ({ name: 'computation', pid: child }));
      return [{ name, pid }, ...(name.endsWith('-worker') ? computations : [])];
    });
  }

  /** The process of a name. */
  pidOf(name: string): number {
    const pid = this.victims().find((victim) => victim.name === name)?.pid;
    if (pid === undefined) throw new Error(`there is no ${name} now`);
    return pid;
  }

  /** Sends a signal to a process; returns whether it was still there. */
  signal({ pid }: Pick<Victim, 'pid'>, signal: NodeJS.Signals): boolean {
    try {
      return process.kill(pid, signal);
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code !== 'ESRCH') throw thrown;
      return false;
    }
  }

  /** The job, once it has ended, or `ready` holds of it. Servers may be away meanwhile. */
  async until(id: string, ready: (job: Job) => boolean = () => false, timeout = 300_000): Promise<Job> {
    for (const end = Date.now() + timeout; ; await delay(200)) {
      const job = await this.get(id);
      if (ready(job) || hasEnded(job)) return job;
      if (Date.now() > end) throw new Error(`${id} after ${timeout / 1000} s: ${JSON.stringify(job.status)}`);
    }
  }

  /** The job once so many of its views have been trained on. */
  async untilDone(id: string, done: number): Promise<Job> {
    const job = await this.until(id, ({ status }) => Number(status?.progress?.done) >= done);
    if (hasEnded(job)) throw new Error(`${id} has ended already: ${JSON.stringify(job.status)}`);
    return job;
  }

  async keys(prefix: string): Promise<string[]> {
    const keys: string[] = [];
    for await (const { key } of this.store.list(prefix)) keys.push(key);
    return keys;
  }

  async get(id: string): Promise<Job> {
    const { job } = await patiently(() => this.jobs.getJob({ id }, { timeout: 5000 }));
    return job as Job;
  }

  async close(): Promise<void> {
    for (const client of [this.augmentation, this.trainings, this.embeddings, this.probes, this.jobs]) client.close();
    await this.services.stop();
    this.nats.close();
    await this.s3.stop();
    await this.servers.stop();
  }
}

export function hasEnded({ status }: Job): boolean {
  return ['JOB_STATE_SUCCEEDED', 'JOB_STATE_FAILED', 'JOB_STATE_CANCELLED'].includes(String(status?.state));
}

/** What comes of a call, tried again for as long as whoever is asked is away. */
export async function patiently<T>(call: () => Promise<T>, timeout = 120_000): Promise<T> {
  for (const end = Date.now() + timeout; ; await delay(200)) {
    try {
      return await call();
    } catch (thrown) {
      const isAway =
        thrown instanceof ParallaxError && ['UNAVAILABLE', 'DEADLINE', 'OVERLOADED'].includes(thrown.reason);
      if (!isAway || Date.now() > end) throw thrown;
    }
  }
}

function clocksOf({ directory }: Stack): string {
  return join(directory, 'clocks.json');
}

function withPort(url: string | undefined, port: number): string {
  const changed = new URL(url as string);
  changed.port = String(port);
  return changed.href;
}
