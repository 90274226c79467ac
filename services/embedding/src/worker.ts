import { runWorkerProcess } from '@parallax/jobs';
import { stagesAtZero } from '@parallax/reader';
import { beginAtZero, catalogue } from '@parallax/telemetry';
import { indexedEmbeddingOf } from './indexed.js';

stagesAtZero('embedding', ['augment', 'render', 'store', 'get', 'decode', 'encode', 'put']);
beginAtZero(catalogue.evaluation.embedded);

await runWorkerProcess({
  kind: 'embedding',
  compute: new URL('compute.js', import.meta.url),
  resolve: indexedEmbeddingOf,
});
