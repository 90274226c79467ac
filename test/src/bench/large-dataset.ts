import { createHash, randomFillSync } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Catalogue } from '@parallax/augmentation-service';
import type { BlobStore } from '@parallax/blobs';
import { imagesPerShard } from '@parallax/views';
import { residentBytes } from '../faults/support/processes.js';
import { ended, type Services } from '../services/support/services.js';

/** What an augmentation server keeps of datasets in these runs: its default. */
const KEPT = 2 ** 30;

/** A dataset of noise: what is in it takes no part in how fast it is read. */
interface NoiseOptions {
  bytes: number;
  /** Of its images, in pixels. */
  side: number;
}

/** Puts shards and record where an import would, without the pictures that it would be made of. @returns how many images it has */
async function putNoise(store: BlobStore, name: string, { bytes, side }: NoiseOptions): Promise<number> {
  const imageBytes = side ** 2 * 3;
  const count = imagesPerShard(imageBytes);
  const shards = [];
  for (let put = 0; put < bytes; put += count * imageBytes) {
    const data = randomFillSync(new Uint8Array(count * imageBytes));
    const tensors = { images: { dtype: 'U8' as const, shape: [count, side, side, 3], data } };
    shards.push({ count, images: await store.putTensors('datasets/blobs', tensors) });
  }
  const train = { count: count * shards.length, shards };
  const sha256 = createHash('sha256').update(name).digest('hex');
  await new Catalogue(store).give(
    name,
    { sha256, height: side, width: side, classes: [], splits: { train } },
    { replace: true },
  );
  return train.count;
}

/** Views a second of a training on all images of a dataset, and the most memory that the augmentation server had meanwhile. */
async function train(services: Services, dataset: string, { seed, epochs }: { seed: number; epochs: number }) {
  const augmentation = services.stack.processes.find(({ name }) => name === 'augmentation-server');
  const spec = { dataset: { name: dataset }, batch: 64, epochs, seed, network: { size: 32 }, checkpointSteps: 10_000 };
  const { job } = await services.trainings.startTraining({ spec });
  let most = 0;
  const done = new AbortController();
  const looking = (async () => {
    for (; !done.signal.aborted; await delay(200)) most = Math.max(most, residentBytes(augmentation?.pid as number));
  })();
  const { trainingResult: result, status } = await ended(services, job?.id as string);
  done.abort();
  await looking;
  if (!result) throw new Error(`the training has ${status?.state}: ${status?.error?.message}`);
  const stall = result.stages.find(({ name }) => name === 'stall');
  return { rate: Number(result.viewsPerSecond), most, stalled: Number(stall?.seconds ?? 0) };
}

/**
 * One epoch on a dataset of `times` as many bytes as are kept, each between two trainings of as many steps on one that is kept whole: an epoch
 * takes minutes, in which a shared machine changes its speed.
 */
export async function compareDatasets(services: Services, options: { times: number; side: number; rounds: number }) {
  const { times, side, rounds } = options;
  console.log(`simclr on crops of 32×32 from noise of ${side}×${side}; ${KEPT / 2 ** 20} MiB of images are kept`);
  const [fits, large] = [KEPT / 2, times * KEPT];
  const counts = { fits: await putNoise(services.store, 'fits', { bytes: fits, side }), large: 0 };
  counts.large = await putNoise(services.store, 'large', { bytes: large, side });
  console.log(
    `fits: ${fits / 2 ** 20} MiB, ${counts.fits} images; large: ${large / 2 ** 20} MiB, ${counts.large} images`,
  );
  const ratios: number[] = [];
  const measure = async (dataset: 'fits' | 'large', seed: number) => {
    const epochs = dataset === 'large' ? 1 : Math.round(counts.large / counts.fits);
    const { rate, most, stalled } = await train(services, dataset, { seed, epochs });
    const memory = `at most ${(most / 2 ** 20).toFixed(0)} MiB`;
    console.log(
      `  ${dataset.padEnd(6)}${rate.toFixed(0).padStart(6)} views/s, ${memory}, ${stalled.toFixed(1)} s without a batch`,
    );
    return rate;
  };
  let before = await measure('fits', 0);
  for (let seed = 1; seed <= rounds; seed++) {
    const rate = await measure('large', seed);
    const after = await measure('fits', seed);
    ratios.push((2 * rate) / (before + after));
    before = after;
  }
  console.log(`large, of the rate of fits: ${ratios.map((ratio) => `${(100 * ratio).toFixed(1)} %`).join(', ')}`);
}
