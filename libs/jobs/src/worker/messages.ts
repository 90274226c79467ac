import type { Progress } from '@parallax/contract';
import type { ErrorJson } from '@parallax/errors';
import type { Measures } from '@parallax/telemetry';
import type { Checkpoint, JobRecord } from '../record.js';

/** What a worker tells its computation, over the channel between the two processes. */
export type ToCompute =
  | { type: 'start'; job: JobRecord; dependencies: JobRecord[]; traceparent: string; isMeasured: boolean }
  | { type: 'abort'; error: ErrorJson };

/** What the computation tells its worker. Whatever it says shows that it is alive, but for measures, which a clock sends. */
export type FromCompute =
  | { type: 'progress'; progress: Progress }
  | { type: 'deviceClass'; deviceClass: string }
  | { type: 'checkpoint'; checkpoint: Checkpoint }
  | { type: 'measures'; measures: Measures[] }
  | { type: 'done'; result: unknown }
  | { type: 'failed'; error: ErrorJson };
