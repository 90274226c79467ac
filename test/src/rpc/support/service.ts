import type { Implementation, Server } from '@parallax/rpc';
import { type Client, connect, serve } from '@parallax/rpc';
import { Settings } from '@parallax/settings';
import type { ExecutionContext } from 'ava';

type Augmentation = Implementation<'AugmentationService'>;
type Probe = Implementation<'ProbeService'>;

/** A method that a test does not expect to be called. */
const unexpected = async (): Promise<never> => {
  throw new Error('not expected');
};

/** Serves an AugmentationService whose methods are the test's own, until the test ends. */
export async function serveAugmentation(
  t: ExecutionContext,
  methods: Partial<Augmentation>,
  env: NodeJS.ProcessEnv = {},
): Promise<{ server: Server; client: Client<'AugmentationService'> }> {
  const implementation: Augmentation = {
    augment: unexpected,
    preview: unexpected,
    listRecipes: unexpected,
    importDataset: unexpected,
    getDataset: unexpected,
    listDatasets: unexpected,
    ...methods,
  };
  const server = await serve({ service: 'AugmentationService', implementation, settings: quiet(env), port: 50051 });
  const client = connect('AugmentationService', server.address);
  t.teardown(async () => {
    client.close();
    await server.stop();
  });
  return { server, client };
}

/** Serves a ProbeService of which only the stream is there. */
export async function serveWatch(
  t: ExecutionContext,
  watchProbe: Probe['watchProbe'],
): Promise<{ server: Server; client: Client<'ProbeService'> }> {
  const implementation: Probe = {
    startProbe: unexpected,
    getProbe: unexpected,
    listProbes: unexpected,
    watchProbe,
    cancelProbe: unexpected,
    deleteProbe: unexpected,
  };
  const server = await serve({ service: 'ProbeService', implementation, settings: quiet(), port: 50054 });
  const client = connect('ProbeService', server.address);
  t.teardown(async () => {
    client.close();
    await server.stop();
  });
  return { server, client };
}

/** A free port of this machine alone, and no log of what tests provoke. */
export function quiet(env: NodeJS.ProcessEnv = {}): Settings {
  return new Settings({ PARALLAX_LISTEN: '127.0.0.1:0', PARALLAX_LOG_LEVEL: 'fatal', ...env });
}
