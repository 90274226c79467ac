import { BlobStore } from '@parallax/blobs';
import { connectNats, disconnect, type NatsConnection } from '@parallax/nats';
import type { Settings } from '@parallax/settings';
import { measureQueue } from '../flow/measure-queue.js';
import { Jobs } from '../jobs.js';

/** What a server of jobs stands on. */
export interface JobServer {
  connection: NatsConnection;
  store: BlobStore;
  jobs: Jobs;
  /** Call it when the last call has ended. */
  close(): Promise<void>;
}

/** Connects a server to NATS and the object store; moves waiting jobs on, and measures the queue, until `signal` aborts. @throws UNAVAILABLE */
export async function openJobs(settings: Settings, signal: AbortSignal): Promise<JobServer> {
  const connection = await connectNats(settings, { signal });
  const store = await BlobStore.open(settings, { signal });
  const jobs = await Jobs.open(connection, { blobs: store });
  const running = Promise.all([jobs.runDependencies(signal), measureQueue(connection, signal)]);
  return {
    connection,
    store,
    jobs,
    async close() {
      await running;
      await disconnect(connection);
    },
  };
}
