import { context } from '@opentelemetry/api';
import type { Progress } from '@parallax/contract';
import { type ErrorJson, ParallaxError } from '@parallax/errors';
import { contextFrom, logger, type Measures, recordSpan, semconv, startTelemetry } from '@parallax/telemetry';
import type { Checkpoint, JobKind, JobRecord, Precision } from '../job.js';

/** What a worker tells its computation, over the channel between the two processes. */
export type ToComputation =
  | { type: 'start'; job: JobRecord; dependencies: JobRecord[]; traceparent: string; isMeasured: boolean }
  | { type: 'abort'; error: ErrorJson };

/** What the computation tells its worker. Whatever it says shows that it is alive, but for measures, which a clock sends. */
export type FromComputation =
  | { type: 'progress'; progress: Progress }
  | { type: 'heartbeat'; waitingFor: string }
  | { type: 'device'; deviceClass: string; precision?: Precision }
  | { type: 'checkpoint'; checkpoint: Checkpoint }
  | { type: 'measures'; measures: Measures[] }
  | { type: 'done'; result: unknown }
  | { type: 'failed'; error: ErrorJson };

/** One attempt at a job, as the computation sees it. */
export interface Task<Spec = unknown> {
  /** As it stood when the attempt began; `job.checkpoint` is where to go on. */
  readonly job: JobRecord<Spec>;
  /** The jobs it depends on, which have succeeded, in the order of `job.dependsOn`. */
  readonly dependencies: readonly JobRecord[];
  /** Says how far it is, as often as you like: a computation that says nothing for minutes is taken for dead. */
  report(progress: Progress): void;
  /** Says what it waits for, such as `the augmentation service`, which is why it reports no progress. */
  heartbeat(waitingFor: string): void;
  /**
   * Names the device that it computes on, in the job, once it can compute: two with one `class` come to the same bits.
   *
   * @param precision what a network is computed in, to which later attempts are to keep
   */
  reportDevice(device: { class: string; gpu?: string }, precision?: Precision): void;
  /**
   * Makes what is already in the object store the place where a later attempt goes on. The last two are kept; their blobs
   * belong under `checkpoints/<job id>/`, and go when the job ends.
   */
  saveCheckpoint(checkpoint: Checkpoint): Promise<void>;
  /**
   * Aborts when the attempt must end: with CANCELLED where nobody wants the job any more, with UNAVAILABLE where the worker
   * is stopping and the job goes on elsewhere: then save a checkpoint if you can, and throw the signal's reason.
   */
  readonly signal: AbortSignal;
}

/**
 * Progress with its rate, and the time left at that rate.
 *
 * @param seconds that it took from `before` to `done`
 * @param before what had been done when this attempt began; default 0
 */
export function progressAt(
  { stage, done, total, unit }: Required<Pick<Progress, 'stage' | 'done' | 'total' | 'unit'>>,
  seconds: number,
  before = 0,
): Progress {
  const rate = seconds > 0 ? (done - before) / seconds : 0;
  const remaining = { seconds: rate > 0 ? Math.ceil((total - done) / rate) : 0, nanos: 0 };
  return { stage, done, total, unit, rate, remaining };
}

/**
 * The main function of a computation, the process that `runWorker` starts for each attempt: it gets one task and answers
 * with its result (JSON) or what it throws: `outcome.ts` says what comes of each error.
 *
 * It handles no signals, and no code in it may: TensorFlow 2.21's kernels for small products keep the stack pointer in the
 * heap, and the frame of a handler that runs on their thread overwrites what lies there. It is the worker who hears signals.
 */
export function runComputation<Spec, Result>(kind: JobKind, handler: (task: Task<Spec>) => Promise<Result>): void {
  if (!process.send) throw new Error(`a computation is started by its worker, not by hand`);
  const stopping = new AbortController();
  process.on('disconnect', () => process.exit(1));
  process.on('message', (message: ToComputation) => {
    if (message.type === 'abort') stopping.abort(ParallaxError.fromJSON(message.error));
    else void answer(kind, handler, message, stopping.signal);
  });
}

async function answer<Spec, Result>(
  kind: JobKind,
  handler: (task: Task<Spec>) => Promise<Result>,
  { job, dependencies, traceparent, isMeasured }: ToComputation & { type: 'start' },
  signal: AbortSignal,
): Promise<void> {
  const onMeasures = (measures: Measures[]) => send({ type: 'measures', measures });
  const telemetry = startTelemetry(`parallax-${kind}-worker`, isMeasured ? { onMeasures } : {});
  const task: Task<Spec> = {
    job: job as JobRecord<Spec>,
    dependencies,
    report: (progress) => void send({ type: 'progress', progress }),
    heartbeat: (waitingFor) => void send({ type: 'heartbeat', waitingFor }),
    reportDevice({ class: name, gpu }, precision) {
      const deviceClass = precision === 'PRECISION_BFLOAT16' ? `${name}, bfloat16` : name;
      recordStart(deviceClass, gpu);
      void send({ type: 'device', deviceClass, precision });
    },
    saveCheckpoint: (checkpoint) => send({ type: 'checkpoint', checkpoint }),
    signal,
  };
  const outcome = await context.with(contextFrom(traceparent), () => outcomeOf(kind, () => handler(task)));
  await send(outcome);
  await telemetry.stop();
  process.exit(0);
}

/** The span of this process's start, up to where it can compute. */
function recordStart(deviceClass: string, gpu: string | undefined): void {
  const attributes = {
    [semconv.ATTR_DEVICE_CLASS]: deviceClass,
    ...(gpu !== undefined && { [semconv.ATTR_HW_TYPE]: 'gpu', [semconv.ATTR_HW_NAME]: gpu }),
  };
  recordSpan('start', { attributes, startTime: new Date(performance.timeOrigin) });
}

async function outcomeOf(kind: JobKind, run: () => Promise<unknown>): Promise<FromComputation> {
  try {
    return { type: 'done', result: await run() };
  } catch (thrown) {
    const error = errorOf(thrown);
    // The record keeps the message alone.
    if (error.reason === 'INTERNAL') logger(`parallax-${kind}-worker`).error({ err: thrown }, 'the computation failed');
    return { type: 'failed', error: error.toJSON() };
  }
}

/** What Node and V8 say when memory can't be had. */
const noMemory = /array buffer allocation failed|invalid (typed )?array length|bad_alloc/i;

/** What the machine does to a computation is not the computation's fault. What computes for it says what it knows of its device. */
function errorOf(thrown: unknown): ParallaxError {
  if (!(thrown instanceof Error) || thrown instanceof ParallaxError) return ParallaxError.from(thrown);
  const { message } = thrown;
  if (noMemory.test(message)) {
    return new ParallaxError('OUT_OF_MEMORY', `the computation ran out of memory: ${message}`, { cause: thrown });
  }
  // Errors of the operating system, such as ENOSPC of a temporary folder, name the call that failed.
  if ('syscall' in thrown) {
    return new ParallaxError('UNAVAILABLE', `the machine fails the computation: ${message}`, { cause: thrown });
  }
  return ParallaxError.from(thrown);
}

/** Returns when the channel has it; a worker that is gone is the business of 'disconnect'. */
function send(message: FromComputation): Promise<void> {
  return new Promise((resolve) => process.send?.(message, () => resolve()));
}
