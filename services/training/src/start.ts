import { checkStateDict } from '@parallax/architecture';
import type { BlobStore } from '@parallax/blobs';
import type { StartTrainingRequest } from '@parallax/contract';
import { invalidField } from '@parallax/errors';
import type { JobRecord, Jobs, Resolved, StartContext } from '@parallax/jobs';
import { encoderBlob, readEncoder, selectImages, type WithAugmentation } from '@parallax/reader';
import { type ResolvedTraining, resolveTraining } from '@parallax/specs';

/** Fills in the preset, and checks the whole spec. */
export async function trainingOf(
  request: StartTrainingRequest,
  { jobs, store, augmentation, signal }: StartContext & WithAugmentation,
): Promise<Resolved<ResolvedTraining>> {
  const asked = resolveTraining(request.spec);
  const spec = { ...asked, ...(await networkOf(asked, jobs, store, signal)) };
  const { images } = await selectImages(augmentation, { ...spec, split: 'train' }, signal);
  if (spec.dropLast && images < spec.batch) {
    throw invalidField(
      'spec.batch',
      spec.batch,
      `must be at most ${images}, the images there are: no step would be left`,
    );
  }
  const { training } = spec.startFrom ?? {};
  return { kind: 'training', spec, dependsOn: training === undefined ? [] : [training] };
}

type Network = Pick<ResolvedTraining, 'encoder' | 'head'>;

/** The network that is trained: that of the encoder to start from, where there is one. @throws NOT_FOUND */
async function networkOf(
  { startFrom, encoder, head }: ResolvedTraining,
  jobs: Jobs,
  store: BlobStore,
  signal: AbortSignal,
): Promise<Network> {
  if (startFrom?.training !== undefined) {
    const { spec } = (await jobs.get(startFrom.training)) as JobRecord<ResolvedTraining>;
    return { encoder: spec.encoder, head: spec.head };
  }
  if (startFrom?.sha256 === undefined) return { encoder, head };
  const blob = await encoderBlob(startFrom.sha256, store, signal);
  const { architecture } = checkStateDict(await readEncoder(blob, store, signal));
  const { hidden, outputs } = architecture.head;
  return { encoder: { ...encoder, channels: [...architecture.channels] }, head: { hidden, output: outputs } };
}
