import type { EmbeddingJob, ProbeJob, ProbeSpecInput, TrainingJob, TrainingSpecInput } from '@parallax/contract';
import { withSpan } from '@parallax/telemetry';
import { describeFailure } from './follow.js';
import { hasEnded, type Job, stateOf, statusOf } from './jobs.js';
import type { Session } from './session.js';
import { printTrace } from './tracing.js';
import { watchJob } from './watch.js';

/** A training, embeddings of train and test by its encoder, and probes of these. */
export interface ExperimentSpec {
  training: TrainingSpecInput;
  /** The first N images of a split to embed and probe. Default: all. */
  trainImages?: number | undefined;
  testImages?: number | undefined;
  probe: ProbeSpecInput;
  /** Its name. Default: a new one. */
  experiment?: string | undefined;
  /** The same id gives the same jobs. */
  requestId?: string | undefined;
}

/** The ids of an experiment's jobs, each of which waits for those that it needs. */
export interface Experiment {
  name: string;
  training: string;
  trainEmbedding: string;
  testEmbedding: string;
  probe: string;
}

export interface ExperimentJobs {
  training: TrainingJob;
  trainEmbedding: EmbeddingJob;
  testEmbedding: EmbeddingJob;
  probe: ProbeJob;
}

/**
 * Makes all calls of an experiment at once, in one trace. What they started lives on without this process; when one is
 * refused, the training is cancelled, and with it what waits for it.
 */
export function startExperiment(session: Session, spec: ExperimentSpec): Promise<Experiment> {
  return withSpan('experiment', {}, async () => {
    const trainings = session.client('TrainingService');
    const request = { spec: spec.training, experiment: spec.experiment, requestId: spec.requestId };
    const response = await trainings.startTraining(request, { signal: session.signal });
    session.stream('StartTrainingResponse', response);
    const { job = {} } = response;
    try {
      return await startRest(session, spec, job);
    } catch (thrown) {
      await trainings.cancelTraining({ id: job.id });
      throw thrown;
    }
  });
}

async function startRest(session: Session, spec: ExperimentSpec, training: TrainingJob): Promise<Experiment> {
  const { signal } = session;
  const { id = '' } = training;
  const { experiment = '' } = statusOf(training);
  const embeddings = session.client('EmbeddingService');
  const embed = async (split: string, images: number | undefined) => {
    const of = { encoder: { training: id }, dataset: training.spec?.dataset, split, images };
    const requestId = spec.requestId && `${spec.requestId}-${split}`;
    const response = await embeddings.startEmbedding({ spec: of, experiment, requestId }, { signal });
    session.stream('StartEmbeddingResponse', response);
    return response.job?.id ?? '';
  };
  const [train, test] = await Promise.all([embed('train', spec.trainImages), embed('test', spec.testImages)]);
  // Both, whichever of the two is set apart.
  const probe = { knn: {}, linear: {}, ...spec.probe, embeddings: { train, test } };
  const request = { spec: probe, experiment, requestId: spec.requestId };
  const response = await session.client('ProbeService').startProbe(request, { signal });
  session.stream('StartProbeResponse', response);
  const ids = { training: id, trainEmbedding: train, testEmbedding: test, probe: response.job?.id ?? '' };
  return { name: experiment, ...ids };
}

/**
 * Watches an experiment's jobs to their end. When one fails, the session fails with the first that did for a reason of
 * its own, and nothing is returned.
 */
export async function watchExperiment(session: Session, experiment: Experiment): Promise<ExperimentJobs | undefined> {
  const { training, trainEmbedding, testEmbedding, probe } = experiment;
  const ids = [training, trainEmbedding, testEmbedding, probe];
  const names = ['training', 'train embedding', 'test embedding', 'probe'];
  for (const name of names) session.progress.update(name, { stage: name === 'training' ? 'queued' : 'waiting' });
  const jobs = await Promise.all(ids.map((id, index) => watchJob(session, id, names[index])));
  const failed = firstFailure(jobs);
  if (failed) {
    session.fail(describeFailure(failed));
    printTrace(session, failed);
    return undefined;
  }
  return {
    training: jobs[0] as TrainingJob,
    trainEmbedding: jobs[1] as EmbeddingJob,
    testEmbedding: jobs[2] as EmbeddingJob,
    probe: jobs[3] as ProbeJob,
  };
}

/** In the order of the experiment, what failed is followed by what failed for the lack of it. */
function firstFailure(jobs: readonly Job[]): Job | undefined {
  return jobs.find((job) => hasEnded(job) && stateOf(job) !== 'succeeded');
}
