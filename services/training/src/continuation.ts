import type { BlobRef, BlobStore } from '@parallax/blobs';
import type { StartTrainingRequest, TrainingResult } from '@parallax/contract';
import { ParallaxError } from '@parallax/errors';
import type { JobRecord, Resolved, StartContext, Task } from '@parallax/jobs';
import { optimiserOf, type Precision } from '@parallax/learning';
import { pendingImport, selectImages, type WithAugmentation } from '@parallax/reader';
import { Settings } from '@parallax/settings';
import {
  checkBatches,
  checkMemory,
  checkSelection,
  continueTraining,
  type ResolvedContinuation,
  type ResolvedTraining,
  trainingMemory,
} from '@parallax/specs';
import { type Resume, readState } from './checkpoint.js';
import { forDataset } from './samples.js';

/** Fills in the spec of a training that continues another, which it waits for. @throws NO_STATE where that one's end has not been kept */
export async function resolveContinued(
  { spec: asked = {} }: StartTrainingRequest,
  continueFrom: ResolvedContinuation,
  { jobs, augmentation, signal }: StartContext & WithAugmentation,
): Promise<Resolved<ResolvedTraining>> {
  const { training: id } = continueFrom;
  const before = await jobs.get(id);
  const result = before.result as TrainingResult | undefined;
  if (result) stateOf(id, result);
  const of = before.spec as ResolvedTraining;
  const done = result?.epochs ?? of.epochs;
  const spec = continueTraining(asked, continueFrom, { spec: of, epochs: done });
  const filledIn = asked.epochs === undefined ? ['spec.epochs'] : [];
  const resolved = { kind: 'training' as const, filledIn, dependsOn: [id] };
  const limit = new Settings().count('PARALLAX_WORKER_MEMORY');
  const pending = await pendingImport('spec.dataset', spec.dataset, jobs);
  if (pending) {
    // How many images there are is looked at once they are there.
    checkMemory(trainingMemory(spec, spec.images ?? Number.MAX_SAFE_INTEGER), limit);
    return { ...resolved, spec, dependsOn: [id, pending.id], refused: pending.refused };
  }
  const { images, dataset } = await selectImages(augmentation, { ...spec, split: 'train' }, signal);
  const measured = forDataset(spec, dataset);
  checkSelection(measured, done);
  checkBatches(measured, images);
  checkMemory(trainingMemory(measured, images), limit);
  return { ...resolved, spec: measured };
}

/** What a training that continues another knows of that one. */
export interface Continued {
  /** That it has done. */
  epochs: number;
  /** What the learning rate is multiplied by at every step, where it is to stay as it was in the end. */
  held?: number;
  /** What it was computed in. */
  precision: Precision | undefined;
  /** How it goes on, for the result. */
  told: string;
  /** Reads its end. */
  read(store: BlobStore): Promise<Resume>;
}

/** The training that a task continues, which has succeeded; undefined where it is one of its own. @throws NO_STATE */
export function continuedBy(task: Task<ResolvedTraining>): Continued | undefined {
  const { continueFrom, epochs: all, optimiser } = task.job.spec;
  if (!continueFrom) return undefined;
  const { training: id, schedule } = continueFrom;
  const { result: given, precision } = task.dependencies.find((each) => each.id === id) as JobRecord;
  const result = given as TrainingResult;
  const { epochs = 0, learningRate = 0 } = result;
  const blob = stateOf(id, result);
  const isHeld = schedule === 'CONTINUED_SCHEDULE_HELD';
  const rate = isHeld ? `held at ${learningRate}, as in its last step` : `stretched over all ${all} epochs`;
  return {
    epochs,
    ...(isHeld && { held: learningRate / optimiserOf(optimiser).values.learningRate }),
    precision,
    told: `${id}, after ${epochs} epochs, with the learning rate ${rate}`,
    read: async (store) => (await readState(task, store, blob)) ?? noState(id, 'is gone or corrupt'),
  };
}

function stateOf(id: string, { state }: TrainingResult): BlobRef {
  return (state as BlobRef | undefined) ?? noState(id, 'was not kept, for an earlier version has trained it');
}

/** @throws NO_STATE */
function noState(id: string, why: string): never {
  const instead = `start another from its encoder: --start-from ${id} (spec.start_from)`;
  throw new ParallaxError('NO_STATE', `${id} can't be continued, since its last state ${why}; ${instead}`, {
    metadata: { id },
  });
}
