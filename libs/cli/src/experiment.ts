import { randomUUID } from 'node:crypto';
import type { JobOptionsInput, ProbeSpecInput, TrainingSpecInput } from '@parallax/contract';
import { ParallaxError, type Status } from '@parallax/errors';
import { withSpan } from '@parallax/telemetry';
import { describeFailure } from './follow.js';
import { hasEnded, type Job, stateOf, statusOf } from './jobs.js';
import type { Session } from './session.js';
import { sayContinued } from './start.js';
import { printTrace } from './tracing.js';
import { watchJob } from './watch.js';

/** A training, embeddings by its encoder of the images that it trained on and of test images, and probes of these. */
export interface ExperimentSpec {
  training: TrainingSpecInput;
  /** The first N test images to embed and probe. Default: all. */
  testImages?: number | undefined;
  probe: ProbeSpecInput;
  /** Its name. Default: a new one. */
  experiment?: string | undefined;
  /** The same id gives the same jobs. */
  requestId?: string | undefined;
  /** Of each of its jobs. */
  options?: JobOptionsInput | undefined;
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
  training: Job;
  trainEmbedding: Job;
  testEmbedding: Job;
  probe: Job;
}

/** Refusals: to make the same calls again is no use. */
const refusals: ReadonlySet<Status> = new Set([
  'INVALID_ARGUMENT',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'FAILED_PRECONDITION',
]);

/**
 * Makes all calls of an experiment at once, in one trace. What they started lives on without this process. Where one fails,
 * the training that this call has started is cancelled, and with it what waits for it; but what an earlier call with the same
 * request id has started goes on, and so does what the same call, made again, would find.
 */
export function startExperiment(session: Session, asked: ExperimentSpec): Promise<Experiment> {
  // With an id, calls that may have arrived are safe to make again, which the client does.
  const spec = { ...asked, requestId: asked.requestId ?? randomUUID() };
  return withSpan('experiment', {}, async () => {
    const { experiment, requestId, options } = spec;
    const request = { spec: spec.training, experiment, requestId, options };
    const response = await session.client('TrainingService').startTraining(request, { signal: session.signal });
    session.stream('StartTrainingResponse', response);
    const { job = {}, reused } = response;
    sayContinued(session, job.trainingSpec);
    if (reused && ['failed', 'cancelled'].includes(stateOf(job))) {
      const message = `${job.id}, which an earlier call with the request id ${requestId} started, ${stateOf(job) === 'failed' ? 'has failed' : 'was cancelled'}: \`parallax jobs retry\` starts it again, another request id a new one`;
      throw new ParallaxError('REQUEST_ID_REUSED', message, { metadata: { id: job.id ?? '' } });
    }
    try {
      return await startRest(session, spec, job);
    } catch (thrown) {
      const isRepeatable = asked.requestId !== undefined && !refusals.has(ParallaxError.from(thrown).status);
      if (reused || isRepeatable) throw thrown;
      await session.client('JobService').cancelJob({ id: job.id });
      session.progress.say(`${job.id}, which this call had started, is cancelled again, and what waits for it`);
      throw thrown;
    }
  });
}

async function startRest(session: Session, spec: ExperimentSpec, training: Job): Promise<Experiment> {
  const { signal } = session;
  const { options } = spec;
  const { id = '' } = training;
  const { experiment = '' } = statusOf(training);
  const embeddings = session.client('EmbeddingService');
  const embed = async (split: string, images: number | undefined) => {
    const of = { encoder: { training: id }, dataset: training.trainingSpec?.dataset, split, images };
    const requestId = spec.requestId && `${spec.requestId}-${split}`;
    const response = await embeddings.startEmbedding({ spec: of, experiment, requestId, options }, { signal });
    session.stream('StartEmbeddingResponse', response);
    return response.job?.id ?? '';
  };
  const [train, test] = await Promise.all([
    embed('train', training.trainingSpec?.images),
    embed('test', spec.testImages),
  ]);
  const probe = { ...spec.probe, embeddings: { train, test } };
  const request = { spec: probe, experiment, requestId: spec.requestId, options };
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
  const needs = ['', 'for the training', 'for the training', 'for the embeddings'];
  for (const [index, name] of names.entries()) {
    const note = needs[index];
    session.progress.update(name, note ? { stage: 'waiting', note } : { stage: 'queued' });
  }
  const jobs = await Promise.all(ids.map((id, index) => watchJob(session, id, names[index])));
  const failed = firstFailure(jobs);
  if (failed) {
    session.fail(describeFailure(failed));
    printTrace(session, failed);
    return undefined;
  }
  return {
    training: jobs[0] as Job,
    trainEmbedding: jobs[1] as Job,
    testEmbedding: jobs[2] as Job,
    probe: jobs[3] as Job,
  };
}

/** In the order of the experiment, what failed is followed by what failed for the lack of it. */
function firstFailure(jobs: readonly Job[]): Job | undefined {
  return jobs.find((job) => hasEnded(job) && stateOf(job) !== 'succeeded');
}
