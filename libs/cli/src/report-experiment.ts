import { commitOf } from './commit.js';
import { describeResult } from './describe.js';
import type { ExperimentJobs } from './experiment.js';
import { makeReport, type ReportStage, writeReport } from './report.js';
import type { Session } from './session.js';
import { printTrace } from './tracing.js';

/** Prints what an experiment has come to, and writes its report. Says where its trace is, where it is known. */
export async function reportExperiment(
  session: Session,
  jobs: ExperimentJobs,
  path: string,
  before: readonly ReportStage[] = [],
): Promise<void> {
  const { dataset: ref = {} } = jobs.training.trainingSpec ?? {};
  const { dataset } = await session.client('AugmentationService').getDataset(ref, { signal: session.signal });
  await writeReport(makeReport(jobs, dataset ?? { classes: [], splits: [] }, commitOf(), before), path);
  session.print(`\n${describeResult(jobs.training)}\n\n${describeResult(jobs.probe)}\n\nreport   ${path}`);
  printTrace(session, jobs.training);
}
