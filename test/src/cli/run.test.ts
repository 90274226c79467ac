import type { EmbeddingSpec, StartEmbeddingRequest } from '@parallax/contract';
import { serve } from '@parallax/rpc';
import test from 'ava';
import { quiet } from '../rpc/support/service.js';
import { parallax } from './parallax.js';

test('what a training continues, its images among it, is what its experiment embeds', async (t) => {
  const first = 'training-0123456789abcdef';
  const embedded: (EmbeddingSpec | null | undefined)[] = [];
  const never = async (): Promise<never> => Promise.reject(new Error('not expected'));
  const services = {
    TrainingService: {
      startTraining: async () => ({
        job: {
          id: 'training-fedcba9876543210',
          trainingSpec: { images: 256, epochs: 12, continueFrom: { training: first } },
        },
      }),
    },
    EmbeddingService: {
      startEmbedding: async ({ spec }: StartEmbeddingRequest) => {
        embedded.push(spec);
        return { job: { id: `embedding-${spec?.split}` } };
      },
      embed: never,
      classify: never,
      createUpload: never,
      importEncoder: never,
      getEncoder: never,
      listEncoders: never,
    },
    ProbeService: { startProbe: async () => ({ job: { id: 'probe-1' } }) },
  };
  const server = await serve({ services, settings: quiet(), port: 50052 });
  t.teardown(() => server.stop());
  const { code, stderr } = await parallax(['run', '--continue', first, '--epochs', '+2', '--no-wait'], {
    env: {
      PARALLAX_TRAINING_ADDRESS: server.address,
      PARALLAX_EMBEDDING_ADDRESS: server.address,
      PARALLAX_PROBE_ADDRESS: server.address,
    },
  });
  t.is(code, 0, stderr);
  const counts = Object.fromEntries(embedded.map((spec) => [spec?.split, spec?.images]));
  t.deepEqual(counts, { train: 256, test: undefined });
  t.regex(stderr, new RegExp(`goes on from ${first}, up to epoch 12; the learning rate is stretched over all epochs`));
});
