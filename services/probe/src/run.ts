import { availableParallelism } from 'node:os';
import { BlobStore } from '@parallax/blobs';
import type { ProbeResultInput } from '@parallax/contract';
import { sumUpSeeds } from '@parallax/evaluation';
import type { Task } from '@parallax/jobs';
import { choosePrecision, type Precision } from '@parallax/learning';
import { Stages } from '@parallax/reader';
import { connect } from '@parallax/rpc';
import { Settings } from '@parallax/settings';
import type { ResolvedProbe } from '@parallax/specs';
import { startEngine } from '@parallax/tensors';
import { probeEmbeddings } from './probe-embeddings.js';
import { probeViews } from './probe-views.js';
import { withinRecord } from './record-room.js';

/** One attempt at a probe. */
export async function run(task: Task<ResolvedProbe>): Promise<ProbeResultInput> {
  const began = performance.now();
  const settings = new Settings();
  const { signal } = task;
  const device = startEngine({ threads: settings.count('PARALLAX_THREADS', availableParallelism()) });
  const store = await BlobStore.open(settings, { signal });
  const augmentation = connect('AugmentationService', settings);
  const tracedShards = settings.count('PARALLAX_TRACED_SHARDS');
  const onWait = ({ message }: Error) => task.heartbeat(`views: ${message}`);
  const source = { augmentation, store, signal, stages: new Stages(), tracedShards, onWait };
  const { views } = task.job.spec;
  const precision = views ? undefined : precisionOf(task);
  task.reportDevice(device, precision);
  const found = views
    ? await probeViews({ task, source }, views)
    : await probeEmbeddings({ task, source }, precision as Precision);
  const evaluations = withinRecord(found.evaluations);
  const overSeeds = sumUpSeeds(evaluations);
  return {
    ...found,
    evaluations,
    overSeeds,
    seconds: (performance.now() - began) / 1000,
    stages: source.stages.list(),
  };
}

/** What encoders are computed in: what the embeddings, beside which they stand, were made in. */
function precisionOf({ job, dependencies }: Task<ResolvedProbe>): Precision {
  const embedding = dependencies.find(({ kind }) => kind === 'embedding');
  return choosePrecision({
    asked: job.spec.precision ?? 'PRECISION_AUTO',
    settled: job.precision,
    preferred: embedding?.precision ?? 'PRECISION_FLOAT32',
  });
}
