export { jobCalls } from './api/calls.js';
export { type JobServer, openJobs } from './api/open-jobs.js';
export { jobStatus } from './api/status.js';
export type { ListRequest, Page } from './flow/page.js';
export type { StartRequest } from './flow/start.js';
export { Jobs, type WatchOptions } from './jobs.js';
export { defaultLimits, type Limits, nextWriteIn } from './limits.js';
export {
  type Checkpoint,
  hasEnded,
  type JobKind,
  type JobRecord,
  type JobState,
  jobKinds,
} from './record.js';
export type { BackendOptions } from './store/backend.js';
export { Encoders } from './store/encoders.js';
export { runCompute, type Task } from './worker/compute.js';
export { exitCodeOf, exitCodes } from './worker/exit-code.js';
export { type Resolve, runSpec, type SpecOptions, type Surroundings } from './worker/run-spec.js';
export { runWorker, type WorkerOptions } from './worker/run-worker.js';
export { runWorkerProcess } from './worker/run-worker-process.js';
