import { currentTraceparent, isMeasuring } from '@parallax/telemetry';
import type { JobRecord } from '../record.js';
import type { Backend } from '../store/backend.js';
import { Child } from './child.js';
import type { Lease } from './lease.js';
import type { FromCompute } from './messages.js';
import { errorOf, type Outcome, outcomeOf } from './outcome.js';
import { Replay } from './replay.js';
import { Reporter } from './reporter.js';

export interface AttemptOptions {
  job: JobRecord;
  lease: Lease;
  /** The computation's module. */
  compute: URL;
  /** Aborts when the worker must stop. */
  signal: AbortSignal;
}

/** Has a claimed job computed, in a process of its own, and sees it through to one outcome. */
export async function runAttempt(backend: Backend, options: AttemptOptions): Promise<Outcome> {
  const { job, lease, compute, signal } = options;
  const { limits, records } = backend;
  const dependencies = await Promise.all(job.dependsOn.map((id) => records.get(id)));
  const over = new AbortController();
  let asked: Outcome | undefined;
  let answer: (FromCompute & { type: 'done' | 'failed' }) | undefined;

  const replay = new Replay(job);
  const child = new Child(compute, (message) => {
    if (message.type === 'measures') return replay.take(message.measures);
    silence.refresh();
    if (message.type === 'done' || message.type === 'failed') {
      answer = message;
      void child.end(limits.grace);
    } else if (message.type === 'checkpoint') reporter.add({ checkpoint: message.checkpoint });
    else if (message.type === 'progress') {
      replay.progress(message.progress);
      reporter.add({ progress: message.progress });
    } else reporter.add({ deviceClass: message.deviceClass });
  });
  const ask = (outcome: Outcome) => {
    if (asked || answer) return;
    asked = outcome;
    const error = errorOf(outcome);
    if (error) child.send({ type: 'abort', error: error.toJSON() });
    void child.end(limits.grace);
  };
  const reporter = new Reporter(backend, lease, () => ask({ type: 'taken' }));
  const silence = setTimeout(() => {
    asked ??= { type: 'lost', how: `it reported nothing for ${limits.silence / 1000} s` };
    child.kill();
  }, limits.silence);
  const stop = () => ask({ type: 'stopped' });
  signal.addEventListener('abort', stop);
  const watching = followRecord(backend, options, ask, over.signal);

  const traceparent = currentTraceparent() ?? job.traceparent;
  child.send({ type: 'start', job, dependencies, traceparent, isMeasured: isMeasuring() });
  if (signal.aborted) stop();
  const how = await child.exited;

  clearTimeout(silence);
  replay.end();
  signal.removeEventListener('abort', stop);
  over.abort();
  await watching;
  await reporter.close();
  return outcomeOf(asked, answer, how);
}

/** Hears, in the job's record, that it is to be cancelled, or has been taken by someone else. */
async function followRecord(
  { records, log }: Backend,
  { job, lease }: AttemptOptions,
  ask: (outcome: Outcome) => void,
  over: AbortSignal,
): Promise<void> {
  try {
    for await (const current of records.watch(job.id, over)) {
      if (!lease.holds(current)) ask({ type: 'taken' });
      else if (current.cancelRequested) ask({ type: 'cancelled' });
    }
  } catch (thrown) {
    // Whatever is written next finds out as well.
    log.warn({ err: thrown, job: job.id }, 'could not watch the record of a job');
  }
}
