import { BlobStore } from '@parallax/blobs';
import type { Job } from '@parallax/contract';
import { ParallaxError } from '@parallax/errors';
import { processNames, type Stack, type StackOptions, startStack } from '@parallax/local';
import { type Client, connect } from '@parallax/rpc';
import { Settings } from '@parallax/settings';
import { until } from '../../support/until.js';

/** A real stack, and clients of its services. */
export interface Services {
  stack: Stack;
  settings: Settings;
  store: BlobStore;
  augmentation: Client<'AugmentationService'>;
  trainings: Client<'TrainingService'>;
  embeddings: Client<'EmbeddingService'>;
  probes: Client<'ProbeService'>;
  /** Of all kinds. */
  jobs: Client<'JobService'>;
  stop(): Promise<void>;
}

/** The four servers, where nothing is computed, or by processes of the test's own. */
export const servers = processNames.filter((name) => name.endsWith('-server'));

/** @param cifar10 whether CIFAR-10 is to be in it, for which PARALLAX_DATA must have it; default true */
export async function startServices({
  cifar10 = true,
  env = process.env,
  ...options
}: StackOptions & { cifar10?: boolean } = {}): Promise<Services> {
  // What is refused for its memory must not depend on the machine's.
  const stack = await startStack({ ...options, env: { PARALLAX_WORKER_MEMORY: String(4 * 2 ** 30), ...env } });
  const settings = new Settings({ ...process.env, ...stack.env });
  const augmentation = connect('AugmentationService', settings);
  const trainings = connect('TrainingService', settings);
  const embeddings = connect('EmbeddingService', settings);
  const probes = connect('ProbeService', settings);
  const jobs = connect('JobService', settings);
  const stop = async () => {
    for (const client of [augmentation, trainings, embeddings, probes, jobs]) client.close();
    await stack.stop();
  };
  if (cifar10) await augmentation.importDataset({ name: 'cifar10' }, { timeout: 300_000 });
  const store = await BlobStore.open(settings);
  return { stack, settings, store, augmentation, trainings, embeddings, probes, jobs, stop };
}

/** A training of seconds: 4 steps an epoch, with an encoder of 1,392 parameters and features 1,024 wide. */
export const small = {
  images: 128,
  batch: 32,
  epochs: 1,
  network: { conv: { channels: [8, 16] } },
  head: { hidden: 32, output: 16 },
};

/** A job of any kind once it has ended. A watch that breaks off, as each does with its connection, is taken up again. */
export function ended({ jobs }: Pick<Services, 'jobs'>, id: string): Promise<Job> {
  let last: Job | undefined;
  const watched = async () => {
    try {
      for await (const { job } of jobs.watchJob({ id, afterRevision: last?.status?.revision })) last = job;
      return last;
    } catch (thrown) {
      if (!(last && thrown instanceof ParallaxError && thrown.reason === 'UNAVAILABLE')) throw thrown;
      return undefined;
    }
  };
  return until(`${id} is watched to its end`, watched, 540);
}

/** What a probe has measured, as its record has it: the URLs of an answer are new each time. */
export function evaluationsOf({ probeResult }: Job): unknown {
  return JSON.parse(JSON.stringify(probeResult?.evaluations), (key, value) => (key === 'url' ? undefined : value));
}
