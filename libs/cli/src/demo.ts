import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { type Stack, startStack } from '@parallax/local';
import { Settings } from '@parallax/settings';
import { type ExperimentSpec, startExperiment, watchExperiment } from './experiment.js';
import { formatSeconds } from './format.js';
import { importDataset } from './import-dataset.js';
import { LocalReport } from './local-report.js';
import type { ReportStage } from './report.js';
import { reportExperiment } from './report-experiment.js';
import { Session } from './session.js';

/** The main job on this machine, from set-up to the report, on a stack of its own that ends with it. */
export async function runDemo(session: Session, spec: ExperimentSpec, out: string): Promise<void> {
  const stages: ReportStage[] = [];
  const local = new LocalReport(session.progress);
  const about = 'NATS, the object store, four services and their workers; what is missing for them is made first';
  const stack = await stage(session, stages, 'set-up and start', about, () =>
    startStack({ report: local.report, signal: session.signal }),
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
function sessionWith({ json, signal }: Session, stack: Stack): Session {
  const settings = new Settings({ ...process.env, ...stack.env });
  return new Session({ json, settings, signal: AbortSignal.any([signal, stack.signal]) });
}

/** The stack's folder goes with it; why a job failed stands in its logs. */
async function keepLogs({ progress }: Session, { directory }: Stack, out: string): Promise<void> {
  const logs = join(out, 'logs');
  await cp(join(directory, 'logs'), logs, { recursive: true });
  progress.say(`the logs of all processes are in ${logs}`);
}
