import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { BlobStore } from '@parallax/blobs';
import { ParallaxError } from '@parallax/errors';
import { type JobRecord, Jobs, type Limits, runWorker, type StartRequest } from '@parallax/jobs';
import { type Stack, startStack } from '@parallax/local';
import { connectNats, disconnect, type NatsConnection } from '@parallax/nats';
import { Settings } from '@parallax/settings';
import { until } from '../../support/until.js';
import type { CountSpec } from './compute.js';

/** Short, so that what has to be waited for in life isn't here. */
const limits: Partial<Limits> = {
  lease: 2000,
  stopTimeout: 1500,
  progress: 20,
  progressEvent: 100,
  retryInterval: 100,
  rest: 300,
  leftToOthers: 5000,
  sweep: 500,
  collection: 500,
  blobAge: 1000,
  checkpointAge: 1000,
  removal: 6000,
};

/** Real servers, jobs on them, and workers as processes. */
export class Bench {
  readonly stack: Stack;
  readonly settings: Settings;
  readonly connection: NatsConnection;
  readonly blobs: BlobStore;
  jobs: Jobs;
  readonly #workers: ChildProcess[] = [];
  readonly #stops: (() => Promise<void>)[] = [];

  private constructor(stack: Stack, settings: Settings, connection: NatsConnection, blobs: BlobStore, jobs: Jobs) {
    this.stack = stack;
    this.settings = settings;
    this.connection = connection;
    this.blobs = blobs;
    this.jobs = jobs;
  }

  static async open(): Promise<Bench> {
    const stack = await startStack({ services: false });
    const settings = new Settings(stack.env);
    const connection = await connectNats(settings);
    const blobs = await BlobStore.open(settings);
    return new Bench(stack, settings, connection, blobs, await Jobs.open(connection, { blobs, limits }));
  }

  /** As a server does, until `close`. */
  runDependencies(): void {
    const stopping = new AbortController();
    const running = this.jobs.runDependencies(stopping.signal);
    this.#stops.push(() => {
      stopping.abort();
      return running;
    });
  }

  startWorker(own: Partial<Limits> = {}, once = false): ChildProcess {
    return this.#start({ once, limits: { ...limits, ...own } });
  }

  /** A worker in this process, whose telemetry can be recorded. Returns how to stop it. */
  startWorkerHere(): () => Promise<void> {
    const stopping = new AbortController();
    const compute = new URL('compute.js', import.meta.url);
    Object.assign(process.env, this.stack.env);
    const working = runWorker({ kind: 'training', compute, settings: this.settings, signal: stopping.signal, limits });
    return () => {
      stopping.abort();
      return working;
    };
  }

  /** A worker that runs one job of its own, and whoever has the same request id goes on with it. */
  startPinned(requestId: string, spec: CountSpec, more: { dependsOn?: string[] } = {}, own: Partial<Limits> = {}) {
    const given = { spec, ...more };
    return this.#start({ given, limits: { ...limits, ...own } }, { PARALLAX_REQUEST_ID: requestId });
  }

  #start(given: object, more: NodeJS.ProcessEnv = {}): ChildProcess {
    const main = fileURLToPath(new URL('worker.js', import.meta.url));
    const env = { ...process.env, PARALLAX_LOG_LEVEL: 'warn', ...this.stack.env, ...more };
    const options = JSON.stringify(given);
    const worker = spawn(process.execPath, [main, options], { env, stdio: 'inherit' });
    this.#workers.push(worker);
    return worker;
  }

  async count(spec: CountSpec, more: Partial<StartRequest> = {}): Promise<JobRecord<CountSpec>> {
    return (await this.jobs.start<CountSpec>({ ...more, kind: 'training', spec })).job;
  }

  /** The job once `ready` holds of it, or it has ended. */
  async until(id: string, ready: (job: JobRecord) => boolean = () => false): Promise<JobRecord> {
    let last: JobRecord | undefined;
    for await (const job of this.jobs.watch(id)) {
      last = job;
      if (ready(job)) break;
    }
    if (!last) throw new Error(`nothing is known of ${id}`);
    return last;
  }

  /** Returns what `look` returns once that is truthy. @throws where it isn't within the time, in milliseconds */
  eventually<T>(what: string, look: () => Promise<T | false | undefined>, time = 60_000): Promise<T> {
    return until(what, look, time / 1000);
  }

  /** The process that computes for a worker. */
  computationOf(worker: ChildProcess): number {
    const children = readFileSync(`/proc/${worker.pid}/task/${worker.pid}/children`, 'utf8').trim();
    return Number(children.split(' ')[0]);
  }

  freeze(worker: ChildProcess): void {
    process.kill(this.computationOf(worker), 'SIGSTOP');
    worker.kill('SIGSTOP');
  }

  thaw(worker: ChildProcess): void {
    worker.kill('SIGCONT');
    process.kill(this.computationOf(worker), 'SIGCONT');
  }

  async keys(prefix: string): Promise<string[]> {
    const keys: string[] = [];
    for await (const { key } of this.blobs.list(prefix)) keys.push(key);
    return keys;
  }

  /** Kills a server outright; the stack starts it again. */
  kill(name: 'nats-server' | 'object-store'): void {
    const pid = this.stack.processes.find((process) => process.name === name)?.pid;
    if (pid) process.kill(pid, 'SIGKILL');
  }

  /** Tries again what fails because NATS is away. */
  async patiently<T>(call: () => Promise<T>): Promise<T> {
    const giveUp = Date.now() + 60_000;
    for (;;) {
      try {
        return await call();
      } catch (thrown) {
        const isPassing = thrown instanceof ParallaxError && thrown.reason === 'UNAVAILABLE';
        if (!isPassing || Date.now() > giveUp) throw thrown;
      }
    }
  }

  /** Forgets a stream's messages, as an accident might. */
  async purge(stream: 'PARALLAX_JOBS' | 'PARALLAX_EVENTS' | 'PARALLAX_INDEX'): Promise<void> {
    await this.connection.request(`$JS.API.STREAM.PURGE.${stream}`);
  }

  /** Makes the queue's consumers as our limits want them, and goes on with these limits. */
  async reopen(own: Partial<Limits> = {}): Promise<void> {
    this.jobs = await Jobs.open(this.connection, { blobs: this.blobs, limits: { ...limits, ...own } });
  }

  /** What the index of jobs says, sorted: all of it, or what is about one subject. */
  async facts(about = '>'): Promise<string[]> {
    const filter = JSON.stringify({ subjects_filter: `parallax.index.${about}` });
    const answer = await this.connection.request('$JS.API.STREAM.INFO.PARALLAX_INDEX', filter);
    return Object.keys(answer.json<{ state: { subjects?: object } }>().state.subjects ?? {}).sort();
  }

  /** What the queue's consumers are called. */
  async consumers(): Promise<string[]> {
    const answer = await this.connection.request('$JS.API.CONSUMER.NAMES.PARALLAX_JOBS');
    return answer.json<{ consumers: string[] }>().consumers.sort();
  }

  /** What a scaler reads of a kind's consumer: jobs that nobody has, and jobs that are run or wait to be tried again. */
  async lag(kind: string): Promise<[pending: number, taken: number]> {
    const answer = await this.connection.request(`$JS.API.CONSUMER.INFO.PARALLAX_JOBS.${kind}`);
    const { num_pending, num_ack_pending } = answer.json<{ num_pending: number; num_ack_pending: number }>();
    return [num_pending, num_ack_pending];
  }

  async stopWorkers(): Promise<void> {
    const running = this.#workers.splice(0).filter((worker) => worker.exitCode === null && worker.signalCode === null);
    await Promise.all(running.map((worker) => stop(worker, 'SIGTERM')));
  }

  async close(): Promise<void> {
    await this.stopWorkers();
    await Promise.all(this.#stops.map((end) => end()));
    await disconnect(this.connection);
    await this.stack.stop();
  }
}

/** The code with which a process ends. */
export async function exitCode(worker: ChildProcess): Promise<number | null> {
  if (worker.exitCode === null && worker.signalCode === null) await once(worker, 'exit');
  return worker.exitCode;
}

/** Sends a signal and returns when the process has ended. */
export async function stop(worker: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const exited = once(worker, 'exit');
  worker.kill(signal);
  await exited;
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
