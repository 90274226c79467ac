import { connectNats, disconnect } from '@parallax/nats';
import { connect, type ServiceName } from '@parallax/rpc';
import { Settings } from '@parallax/settings';
import { smallTraining } from './experiment.js';
import { isLong } from './scale.js';
import type { Testbed } from './testbed.js';

const services: ServiceName[] = ['AugmentationService', 'TrainingService', 'EmbeddingService', 'ProbeService'];

/** Calls at a time, and of each of them one after another. */
const lanes = 16;
const calls = isLong
  ? { store: 200, nats: 1500, events: 150, server: 300, jobs: 60 }
  : { store: 10, nats: 50, events: 5, server: 20, jobs: 3 };

/**
 * Gives NATS, the object store and our servers some work, so that they are as large as in use: Go and V8 let what they hold grow
 * to a multiple before they collect garbage for the first times.
 *
 * @param id of a job that is there
 */
export async function warmUpServers(bed: Testbed, id: string): Promise<void> {
  const each = (lane: (index: number) => Promise<void>) =>
    Promise.all(Array.from({ length: lanes }, (_, index) => lane(index)));
  await warmUpJobs(bed, each);
  for (const at of services) {
    const jobs = connect('JobService', bed.settings, { at });
    await each(async () => {
      for (let call = 0; call < calls.server; call++) await jobs.getJob({ id });
    });
    jobs.close();
  }
  const connection = await connectNats(new Settings(bed.servers.env));
  const request = (subject: string, message: object) => connection.request(subject, JSON.stringify(message));
  try {
    const stream = { name: 'warm_up', subjects: ['warm_up.>'], max_msgs_per_subject: 1, storage: 'file' };
    await request('$JS.API.STREAM.CREATE.warm_up', stream);
    const message = { text: 'x'.repeat(2000) };
    await each(async (index) => {
      for (let call = 0; call < calls.nats; call++) await request(`warm_up.${index}.${call % 50}`, message);
    });
    await request('$JS.API.STREAM.DELETE.warm_up', {});
    // Of each stream nats-server holds the block that it writes in a buffer, of 1, 4 or 8 MiB: events of some hundred jobs reach the largest.
    await each(async () => {
      for (let call = 0; call < calls.events; call++) await request('parallax.events.warm_up', message);
    });
  } finally {
    await disconnect(connection);
  }
  // The last, since it gives back within a minute what it has no use for.
  await each((index) => warmUpStore(bed, index));
}

/** Has the augmentation server read all of CIFAR-10: 180 MiB, shard by shard as they are asked for, which stay in its memory. */
export async function readAllImages({ augmentation }: Testbed): Promise<void> {
  for (const [split, count] of [
    ['train', 50_000],
    ['test', 10_000],
  ] as const) {
    const indices = Array.from({ length: 16 }, (_, at) => Math.floor((at * count) / 16));
    await augmentation.preview({ dataset: { name: 'cifar10' }, split, indices, views: 0 });
  }
}

/** Jobs that wait, are cancelled and deleted: all that NATS has to do for a job, without anybody who works on it. */
async function warmUpJobs(bed: Testbed, each: (lane: () => Promise<void>) => Promise<unknown>): Promise<void> {
  const { job: awaited } = await bed.trainings.startTraining({ spec: { ...smallTraining(1000), images: 64 } });
  await bed.jobs.pauseJob({ id: awaited?.id });
  await each(async () => {
    for (let call = 0; call < calls.jobs; call++) {
      const { job } = await bed.embeddings.startEmbedding({ spec: { encoder: { training: awaited?.id } } });
      await bed.jobs.cancelJob({ id: job?.id });
      await bed.jobs.deleteJob({ id: job?.id });
    }
  });
  await bed.jobs.cancelJob({ id: awaited?.id });
}

async function warmUpStore({ store }: Testbed, index: number): Promise<void> {
  for (let call = 0; call < calls.store; call++) {
    const key = `warm-up/${index}`;
    await store.get(await store.put(key, Buffer.alloc(3000 * (1 + (call % 100)))));
    await store.remove([key]);
  }
}
