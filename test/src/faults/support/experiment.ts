import type { Job, JobOptions, TrainingSpec } from '@parallax/contract';
import { patiently, type Testbed } from './testbed.js';

/** A training of seconds: 4 steps an epoch, a checkpoint after each two, with an encoder of 1,392 parameters. */
export function smallTraining(epochs: number, seed = 0): TrainingSpec {
  return {
    images: 128,
    batch: 32,
    epochs,
    checkpointSteps: 2,
    seed,
    network: { conv: { channels: [8, 16] } },
    head: { hidden: 32, output: 16 },
  };
}

/** Losing a computation is what these tests do, so none of it is to fail a job. */
export const options = { maxAttempts: 100 };

/** @param own of the job, where losing a computation is not what the test does */
export async function startTraining(
  bed: Testbed,
  spec: TrainingSpec,
  requestId: string,
  own: JobOptions = options,
): Promise<string> {
  const { job } = await patiently(() => bed.trainings.startTraining({ spec, requestId, options: own }));
  return job?.id as string;
}

/** The ids of an experiment's jobs: a training, embeddings by its encoder, and a probe on them. */
export interface Experiment {
  training: string;
  train: string;
  test: string;
  probe: string;
}

export async function startExperiment(bed: Testbed, epochs: number, requestId: string): Promise<Experiment> {
  const training = await startTraining(bed, smallTraining(epochs), requestId);
  const embed = async (split: string) => {
    const request = {
      spec: { encoder: { training }, split, images: 128 },
      requestId: `${requestId}-${split}`,
      options,
    };
    return (await patiently(() => bed.embeddings.startEmbedding(request))).job?.id as string;
  };
  const [train, test] = [await embed('train'), await embed('test')];
  const spec = { embeddings: { train, test }, knn: { k: [10] }, linear: { epochs: 1 } };
  const { job } = await patiently(() => bed.probes.startProbe({ spec, requestId, options }));
  return { training, train, test, probe: job?.id as string };
}

/** What an experiment has come to, without what differs from one run to the next. */
export interface Outcome {
  states: (string | undefined)[];
  errors: (string | undefined)[];
  encoder: string | undefined;
  embeddings: (string | undefined)[];
  accuracies: (number | undefined)[];
}

/** The experiment's outcome, once all its jobs have ended. */
export async function outcomeOf(bed: Testbed, { training, train, test, probe }: Experiment): Promise<Outcome> {
  const jobs: Job[] = [];
  for (const id of [training, train, test, probe]) jobs.push(await bed.until(id));
  const [trained, ...rest] = jobs;
  return {
    states: jobs.map(({ status }) => status?.state),
    errors: jobs.map(({ status }) => status?.error?.message),
    encoder: trained?.trainingResult?.encoder?.blob?.sha256,
    embeddings: rest.slice(0, 2).map(({ embeddingResult }) => embeddingResult?.embeddings?.sha256),
    accuracies: rest[2]?.probeResult?.evaluations?.map(({ accuracy }) => accuracy?.value) ?? [],
  };
}
