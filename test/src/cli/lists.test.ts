import { serve } from '@parallax/rpc';
import test from 'ava';
import { quiet, serveAugmentation } from '../rpc/support/service.js';
import { parallax } from './parallax.js';

/** A page of one thing, and the token of the next. */
function pageOf<T>(things: readonly T[], token = ''): { thing: T; nextPageToken: string } {
  const at = Number(token || 0);
  return { thing: things[at] as T, nextPageToken: at + 1 < things.length ? String(at + 1) : '' };
}

test('datasets list goes through all pages', async (t) => {
  const names = ['a', 'b', 'c'];
  const { server } = await serveAugmentation(t, {
    async listDatasets({ pageToken }) {
      const { thing: name, nextPageToken } = pageOf(names, pageToken);
      return { datasets: [{ name, digest: '', splits: [] }], nextPageToken };
    },
  });
  const env = { PARALLAX_AUGMENTATION_ADDRESS: server.address };
  const { stdout, stderr } = await parallax(['datasets', 'list', '--json'], { env });
  t.deepEqual(
    JSON.parse(stdout || '{}').datasets?.map(({ name }: { name: string }) => name),
    names,
    stderr,
  );
});

test('what a dataset is called and holds tells a terminal to do nothing, and is as it is in JSON', async (t) => {
  const name = 'cats\x1b[2J\n\x9b';
  const { server } = await serveAugmentation(t, {
    getDataset: async () => ({ dataset: { name, classes: [name], splits: [], digest: '' } }),
  });
  const env = { PARALLAX_AUGMENTATION_ADDRESS: server.address };
  const { stdout, stderr } = await parallax(['datasets', 'show', 'photos'], { env });
  t.regex(stdout, /^cats\\x1b\[2J/, stderr);
  t.regex(stdout, /^classes {2}1: cats\\x1b\[2J\\x0a\\x9b$/m);
  const json = await parallax(['datasets', 'show', 'photos', '--json'], { env });
  t.is(JSON.parse(json.stdout).dataset.name, name);
});

test('encoders list goes through all pages', async (t) => {
  const sizes = [32, 64, 96];
  const unexpected = async (): Promise<never> => Promise.reject(new Error('not expected'));
  const server = await serve({
    services: {
      EmbeddingService: {
        startEmbedding: unexpected,
        embed: unexpected,
        classify: unexpected,
        createUpload: unexpected,
        getEncoder: unexpected,
        importEncoder: unexpected,
        async listEncoders({ pageToken }) {
          const { thing: size, nextPageToken } = pageOf(sizes, pageToken);
          return { encoders: [{ size, network: { conv: { channels: [4] } } }], nextPageToken };
        },
      },
    },
    settings: quiet(),
    port: 50053,
  });
  t.teardown(() => server.stop());
  const env = { PARALLAX_EMBEDDING_ADDRESS: server.address };
  const { stdout, stderr } = await parallax(['encoders', 'list'], { env });
  for (const size of sizes) t.regex(stdout, new RegExp(`^ .*conv +${size}×${size} `, 'm'), stderr);
});
