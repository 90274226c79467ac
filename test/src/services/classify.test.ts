import type { BlobStore } from '@parallax/blobs';
import { classify } from '@parallax/embedding-service';
import type { Jobs } from '@parallax/jobs';
import type { Call } from '@parallax/rpc';
import test from 'ava';

const megabytes = 2 ** 20;

/** By the probe's name, the bytes of the classifier that it has kept. */
const sizes = { linear: 8 * megabytes, logistic: 20 * megabytes } as const;

test('a classifier that is loaded counts once, however often it is asked for', async (t) => {
  const read: string[] = [];
  const evaluations = Object.entries(sizes).map(([probe, size]) => ({
    probe,
    classifier: { sha256: probe, size },
  }));
  const jobs = { get: async () => ({ result: { evaluations }, state: 'succeeded' }) } as unknown as Jobs;
  const tensors = {
    weight: { data: Float32Array.of(1, -1) },
    bias: { data: Float32Array.of(0, 0) },
    mean: { data: Float64Array.of(0) },
    deviation: { data: Float64Array.of(1) },
  };
  const store = {
    getMetadata: async ({ sha256 }: { sha256: string }) => {
      read.push(sha256);
      return { classes: '["cat", "dog"]', encoder: 'e', features: 'h' };
    },
    getTensors: async () => tensors,
  } as unknown as BlobStore;
  const embed = async () => ({ embeddings: [{ h: [1], z: [] }], encoder: {} });
  const label = classify(embed as unknown as Parameters<typeof classify>[0], jobs, store);
  const call = { signal: new AbortController().signal } as unknown as Call;
  for (const classifier of ['linear', 'logistic', 'logistic', 'linear']) {
    const answer = await label({ probe: 'probe-0123456789abcdef', classifier, images: [] }, call);
    t.is(answer.classifier, classifier);
    t.is(answer.classifications?.[0]?.classes?.[0]?.name, 'cat');
  }
  t.deepEqual(read, ['linear', 'logistic']);
});
