import { runWorkerProcess } from '@parallax/jobs';
import { stagesAtZero } from '@parallax/reader';
import { probeOf } from './start.js';

stagesAtZero('probe', [
  'augment',
  'render',
  'store',
  'get',
  'decode',
  'get embeddings',
  'encode',
  'diagnostics',
  'knn',
  'linear',
  'mlp',
]);

await runWorkerProcess({ kind: 'probe', compute: new URL('compute.js', import.meta.url), resolve: probeOf });
