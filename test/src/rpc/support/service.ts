import type { Implementation, Limits, Server } from '@parallax/rpc';
import { type Client, connect, serve } from '@parallax/rpc';
import { Settings } from '@parallax/settings';
import type { ExecutionContext } from 'ava';

type Augmentation = Implementation<'AugmentationService'>;
type Job = Implementation<'JobService'>;

/** A method that a test does not expect to be called. */
const unexpected = async (): Promise<never> => {
  throw new Error('not expected');
};

/** Serves an AugmentationService whose methods are the test's own, until the test ends. */
export async function serveAugmentation(
  t: ExecutionContext,
  methods: Partial<Augmentation>,
  env: NodeJS.ProcessEnv = {},
  limits: Partial<Limits> = {},
): Promise<{ server: Server; client: Client<'AugmentationService'> }> {
  const implementation: Augmentation = {
    augment: unexpected,
    preview: unexpected,
    listRecipes: unexpected,
    startImport: unexpected,
    createImportUpload: unexpected,
    renameDataset: unexpected,
    deleteDataset: unexpected,
    importDataset: unexpected,
    getDataset: unexpected,
    listDatasets: unexpected,
    ...methods,
  };
  const services = { AugmentationService: implementation };
  const server = await serve({ services, settings: quiet(env), port: 50051, limits });
  const client = connect('AugmentationService', server.address);
  t.teardown(async () => {
    client.close();
    await server.stop();
  });
  return { server, client };
}

/** Serves a JobService of which only the stream is there. */
export async function serveWatch(
  t: ExecutionContext,
  watchJob: Job['watchJob'],
  limits: Partial<Limits> = {},
): Promise<{ server: Server; client: Client<'JobService'> }> {
  const services = { JobService: jobService({ watchJob }) };
  const server = await serve({ services, settings: quiet(), port: 50052, limits });
  const client = connect('JobService', server.address);
  t.teardown(async () => {
    client.close();
    await server.stop();
  });
  return { server, client };
}

/** A JobService whose methods are the test's own. */
export function jobService(methods: Partial<Job>): Job {
  return {
    getJob: unexpected,
    listJobs: unexpected,
    watchJob(): never {
      throw new Error('not expected');
    },
    cancelJob: unexpected,
    pauseJob: unexpected,
    resumeJob: unexpected,
    retryJob: unexpected,
    deleteJob: unexpected,
    pruneBlobs: unexpected,
    ...methods,
  };
}

/** A free port of this machine alone, and no log of what tests provoke. */
export function quiet(env: NodeJS.ProcessEnv = {}): Settings {
  return new Settings({ PARALLAX_LISTEN: '127.0.0.1:0', PARALLAX_LOG_LEVEL: 'fatal', ...env });
}
