import type { EmbeddingSpec, TrainingSpec } from '@parallax/contract';
import { invalidField } from '@parallax/errors';
import type { Command } from 'commander';
import { embeddingFlags } from '../flags.js';
import { toJson } from '../json.js';
import { clientJob } from '../k8s/client-job.js';
import { addJobFlags, addWorkerFlags, givenFlags } from '../k8s/flags.js';
import type { JobOptions } from '../k8s/job.js';
import { printManifest } from '../k8s/print.js';
import { type WorkerJobOptions, workerJob } from '../k8s/worker-job.js';
import { probeFlags } from '../probe-flags.js';
import { action, type Session } from '../session.js';
import { addFlags, addSpecFlags, type JsonObject, specFrom } from '../spec.js';
import { trainingFlags } from '../training-flags.js';
import { toNumber } from '../values.js';

interface Experiment {
  experiment?: string;
}

type TrainingOptions = WorkerJobOptions & Experiment;
type EmbeddingOptions = WorkerJobOptions & Experiment & { shards?: number };
type ExperimentOptions = JobOptions & Experiment & { testImages?: number };

const examples = `
Examples:
  $ parallax k8s job --preset simclr --gpu | kubectl create -f -
  $ parallax k8s job --gpu-product NVIDIA-H100-80GB-HBM3 --deadline 2d --name my-run
  $ parallax k8s job --mig 1g.10gb --queue research
  $ parallax k8s job embedding --encoder training-1a2b --shards 8 --gpu
  $ parallax k8s job experiment --epochs 10 --k 20            a client, for the workers that are up

A training or an embedding is run by the Job's own pod; k8s/README.md says what the cluster must have for it.`;

export function addK8s(program: Command): void {
  const k8s = program.command('k8s').description('print manifests for Kubernetes').addHelpText('afterAll', examples);
  const job = k8s.command('job').description('a Job for `kubectl create -f -`; without a kind, a training');
  const training = job.command('training', { isDefault: true }).description("train, in the Job's own pod");
  addWorkerFlags(addSpecFlags(training, 'a TrainingSpec', trainingFlags)).action(
    action<TrainingOptions>(printTraining),
  );
  const embedding = job.command('embedding').description("embed a dataset, in the Job's own pods");
  addWorkerFlags(addSpecFlags(embedding, 'an EmbeddingSpec', embeddingFlags))
    .option('--shards <n>', 'pods that share the images', toNumber)
    .action(action<EmbeddingOptions>(printEmbedding));
  const experiment = job.command('experiment').description('submit a whole experiment to the services, and wait');
  addJobFlags(addFlags(addSpecFlags(experiment, 'the TrainingSpec', trainingFlags), probeFlags))
    .option('--test-images <n>', 'embed the first N test images only', toNumber)
    .action(action<ExperimentOptions>(printExperiment));
}

async function printTraining(session: Session, options: TrainingOptions): Promise<void> {
  const spec = specFrom<TrainingSpec>('TrainingSpec', trainingFlags, options);
  printManifest(session, workerJob(options, 'training', requestOf('TrainingSpec', spec, options)));
}

async function printEmbedding(session: Session, options: EmbeddingOptions): Promise<void> {
  const spec = specFrom<EmbeddingSpec>('EmbeddingSpec', embeddingFlags, options);
  if (!spec.encoder) throw invalidField('--encoder', '', "must be a training's id or an encoder's sha256");
  const { shards } = options;
  const part = shards === undefined ? spec : { ...spec, shard: { count: shards } };
  printManifest(session, workerJob(options, 'embedding', requestOf('EmbeddingSpec', part, options), shards));
}

async function printExperiment(session: Session, options: ExperimentOptions): Promise<void> {
  const { testImages, experiment } = options;
  const training = specFrom<TrainingSpec>('TrainingSpec', trainingFlags, options);
  const flags = [
    ...givenFlags(probeFlags, options),
    ...(testImages === undefined ? [] : ['--test-images', String(testImages)]),
    ...(experiment === undefined ? [] : ['--experiment', experiment]),
  ];
  printManifest(session, clientJob(options, toJson('TrainingSpec', training), flags));
}

function requestOf(message: string, spec: object, { experiment }: Experiment): JsonObject {
  return { spec: toJson(message, spec), ...(experiment !== undefined && { experiment }) };
}
