import { setTimeout as delay } from 'node:timers/promises';
import { ParallaxError } from '@parallax/errors';
import { currentTraceparent, isMeasuring } from '@parallax/telemetry';
import { failedDependency } from '../dependencies.js';
import { timeout } from '../end.js';
import type { JobRecord } from '../job.js';
import type { JobStores } from '../stores.js';
import { Child } from './child.js';
import type { FromComputation } from './computation.js';
import type { Lease } from './lease.js';
import { MetricReceiver } from './metric-receiver.js';
import { errorOf, type Outcome, outcomeOf, outcomeOfError } from './outcome.js';
import { Reporter } from './reporter.js';
import { startTimer } from './timer.js';

export interface AttemptOptions {
  job: JobRecord;
  lease: Lease;
  /** The computation's module. */
  compute: URL;
  /** Aborts when the worker must stop. */
  signal: AbortSignal;
}

/** Has a claimed job computed, in a process of its own, and sees it through to one outcome. */
export async function runAttempt(stores: JobStores, options: AttemptOptions): Promise<Outcome> {
  try {
    const { job } = options;
    const found = await stores.records.findAll(job.dependsOn);
    const failed = failedDependency(job.dependsOn, found);
    if (failed) throw failed;
    // Our clock may be another than that of whoever took the job first.
    const left = job.deadline === undefined ? Infinity : Date.parse(job.deadline) - (await stores.index.now());
    return await new Attempt(stores, options).run(found as JobRecord[], left);
  } catch (thrown) {
    return outcomeOfError(ParallaxError.from(thrown).toJSON());
  }
}

class Attempt {
  readonly #stores: JobStores;
  readonly #options: AttemptOptions;
  readonly #child: Child;
  readonly #reporter: Reporter;
  readonly #metrics: MetricReceiver;
  /** What the computation was asked to end for. */
  #asked: Outcome | undefined;
  #answer: (FromComputation & { type: 'done' | 'failed' }) | undefined;
  #lastHeard = performance.now();
  #wasSilent = false;

  constructor(stores: JobStores, options: AttemptOptions) {
    this.#stores = stores;
    this.#options = options;
    this.#metrics = new MetricReceiver(options.job);
    this.#reporter = new Reporter({
      stores,
      lease: options.lease,
      onRecord: (record) => this.#heed(record),
      onLost: () => this.#ask({ type: 'taken' }),
    });
    this.#child = new Child(options.compute, (message) => this.#listen(message));
  }

  /** @param left milliseconds until the job's time is over */
  async run(dependencies: JobRecord[], left: number): Promise<Outcome> {
    const { job, signal } = this.#options;
    const over = new AbortController();
    const stop = () => this.#ask({ type: 'stopped' });
    signal.addEventListener('abort', stop);
    const watching = this.#followRecord(over.signal);
    const heartbeat = this.#startHeartbeatTimer();
    const stopDeadline = startTimer(left, () => {
      this.#ask({ type: 'failed', error: timeout(job, job.lastFailure).toJSON() });
    });
    const traceparent = currentTraceparent() ?? job.traceparent;
    this.#child.send({ type: 'start', job, dependencies, traceparent, isMeasured: isMeasuring() });
    if (signal.aborted) stop();
    const died = await this.#child.exited;

    clearInterval(heartbeat);
    stopDeadline();
    this.#metrics.end();
    signal.removeEventListener('abort', stop);
    over.abort();
    await watching;
    await this.#reporter.close();
    return outcomeOf(this.#asked, this.#answer, died);
  }

  #listen(message: FromComputation): void {
    // A clock sends these, and says nothing of the computation.
    if (message.type === 'measures') {
      this.#metrics.take(message.measures);
      return;
    }
    this.#lastHeard = performance.now();
    switch (message.type) {
      case 'done':
      case 'failed':
        this.#answer = message;
        void this.#child.end(this.#stores.limits.stopTimeout);
        break;
      case 'checkpoint':
        this.#reporter.add({ checkpoint: message.checkpoint });
        break;
      case 'progress':
        this.#metrics.progress(message.progress);
        this.#reporter.add({ progress: message.progress });
        break;
      case 'heartbeat':
        this.#report('UNAVAILABLE', `waiting for ${message.waitingFor}`);
        break;
      case 'device': {
        const { deviceClass, precision } = message;
        this.#reporter.add({ deviceClass, ...(precision && { precision }) });
      }
    }
  }

  #report(reason: 'UNAVAILABLE' | 'DEADLINE', message: string): void {
    this.#reporter.add({ lastFailure: new ParallaxError(reason, message).toJSON() });
  }

  /** Asks the computation to end; who has asked first is whom it ends for. */
  #ask(outcome: Outcome): void {
    if (this.#asked || this.#answer) return;
    this.#asked = outcome;
    const error = errorOf(outcome);
    if (error) this.#child.send({ type: 'abort', error: error.toJSON() });
    void this.#child.end(this.#stores.limits.stopTimeout);
  }

  /** Does what the record says is to be done. */
  #heed(record: JobRecord): void {
    if (!this.#options.lease.holds(record)) this.#ask({ type: 'taken' });
    else if (record.cancelRequested) this.#ask({ type: 'cancelled' });
    else if (record.pauseRequested) this.#ask({ type: 'paused' });
  }

  /** Follows the record for as long as the attempt lasts, whatever goes wrong. */
  async #followRecord(over: AbortSignal): Promise<void> {
    const { records, log, limits } = this.#stores;
    const { job } = this.#options;
    while (!over.aborted) {
      try {
        for await (const record of records.watch(job.id, over)) this.#heed(record);
        // It ends before we do only where the record is gone.
        if (!over.aborted) this.#ask({ type: 'taken' });
        return;
      } catch (thrown) {
        log.warn({ err: thrown, job: job.id }, 'could not watch the record of a job; trying again');
      }
      await delay(limits.retryInterval, undefined, { signal: over }).catch(() => {});
    }
  }

  /** Says so when the computation says nothing for a while, and kills it when that goes on. */
  #startHeartbeatTimer(): NodeJS.Timeout {
    const { heartbeatTimeout } = this.#stores.limits;
    return setInterval(() => {
      const silence = performance.now() - this.#lastHeard;
      const said = `it has reported nothing for ${Math.round(silence / 1000)} s`;
      if (silence > heartbeatTimeout) {
        this.#asked ??= { type: 'lost', error: new ParallaxError('WORKER_LOST', said).toJSON() };
        this.#child.kill();
      } else if (silence > heartbeatTimeout / 5 && !this.#wasSilent) {
        this.#report('DEADLINE', `${said}; after ${heartbeatTimeout / 1000} s it is killed, and the job tried again`);
      }
      this.#wasSilent = silence > heartbeatTimeout / 5;
    }, heartbeatTimeout / 50);
  }
}
