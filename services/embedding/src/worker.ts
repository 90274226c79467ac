import { runWorkerProcess } from '@parallax/jobs';
import { indexedEmbeddingOf } from './indexed.js';

await runWorkerProcess({
  kind: 'embedding',
  compute: new URL('compute.js', import.meta.url),
  resolve: indexedEmbeddingOf,
});
