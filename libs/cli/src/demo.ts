import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { type Stack, startStack, upDetached } from '@parallax/local';
import { Settings } from '@parallax/settings';
import { type ExperimentSpec, startExperiment, watchExperiment } from './experiment.js';
import { formatSeconds } from './format.js';
import { importDataset } from './import-dataset.js';
import { describeState, LocalReport } from './local-report.js';
import type { ReportStage } from './report.js';
import { reportExperiment } from './report-experiment.js';
import { Session } from './session.js';
import { startTracing } from './tracing.js';

export interface DemoOptions {
  /** Jaeger and Prometheus run beside, and all of it stays up. */
  observe?: boolean | undefined;
  /** The folder for report.json. */
  out: string;
}

/** The main job on this machine, from set-up to the report. */
export async function runDemo(session: Session, spec: ExperimentSpec, { observe, out }: DemoOptions): Promise<void> {
  const stages: ReportStage[] = [];
  const about = 'NATS, the object store, four services and their workers; what is missing for them is made first';
  const stack = await stage(session, stages, 'set-up and start', about, () =>
    observe ? startObserved(session) : startOwn(session),
  );
  const inside = sessionWith(session, stack);
  try {
    const done = await onStack(inside, stages, spec, join(out, 'report.json'));
    if (!done) await keepLogs(session, stack, out);
  } catch (thrown) {
    if (!session.signal.aborted) await keepLogs(session, stack, out);
    throw thrown;
  } finally {
    inside.close();
    await stack.stop();
  }
}

/** As much of a stack as the demo needs. */
type DemoStack = Pick<Stack, 'env' | 'directory' | 'signal' | 'stop'>;

/** A stack of the demo's own, which ends with it. */
function startOwn({ progress, signal }: Session): Promise<DemoStack> {
  return startStack({ report: new LocalReport(progress).report, signal });
}

/** One in the background, which stays up for its pages to be looked at. */
async function startObserved({ progress, signal }: Session): Promise<DemoStack> {
  const report = new LocalReport(progress).report;
  const state = await upDetached({ observe: true, ports: 'free', report, signal });
  progress.say(describeState(state));
  await startTracing(state.env);
  return { ...state, signal: new AbortController().signal, stop: async () => {} };
}

/** Returns whether the experiment succeeded. */
async function onStack(session: Session, stages: ReportStage[], spec: ExperimentSpec, path: string): Promise<boolean> {
  const { dataset } = await stage(session, stages, 'import', 'CIFAR-10 into the object store', () =>
    importDataset(session, { name: 'cifar10' }),
  );
  const testCount = dataset?.splits.find(({ name }) => name === 'test')?.count ?? 0;
  const testImages = spec.testImages && Math.min(spec.testImages, testCount);
  const jobs = await stage(session, stages, 'experiment', 'train without labels, embed, probe', async () =>
    watchExperiment(session, await startExperiment(session, { ...spec, testImages })),
  );
  if (jobs) await reportExperiment(session, jobs, path, stages);
  return jobs !== undefined;
}

/** Does one stage, and says in plain words what it is and how long it took. */
async function stage<T>(
  { progress }: Session,
  stages: ReportStage[],
  name: string,
  about: string,
  work: () => Promise<T>,
): Promise<T> {
  progress.say(`== ${name}: ${about}`);
  const start = performance.now();
  try {
    return await work();
  } finally {
    const seconds = (performance.now() - start) / 1000;
    progress.stop();
    progress.say(`== ${name} took ${formatSeconds(seconds)}`);
    stages.push({ name, seconds, count: 1, bytes: 0 });
  }
}

/** A session with the stack's services, which ends when one of its processes can't be kept up. */
function sessionWith({ json, signal }: Session, stack: DemoStack): Session {
  const settings = new Settings({ ...process.env, ...stack.env });
  return new Session({ json, settings, signal: AbortSignal.any([signal, stack.signal]) });
}

/** The stack's folder goes with it; why a job failed stands in its logs. */
async function keepLogs({ progress }: Session, { directory }: DemoStack, out: string): Promise<void> {
  const logs = join(out, 'logs');
  await cp(join(directory, 'logs'), logs, { recursive: true });
  progress.say(`the logs of all processes are in ${logs}`);
}
