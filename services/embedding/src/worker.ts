import type { StartEmbeddingRequest } from '@parallax/contract';
import { runWorkerMain } from '@parallax/jobs';
import { stagesAtZero } from '@parallax/reader';
import { connect } from '@parallax/rpc';
import { Settings } from '@parallax/settings';
import { beginAtZero, catalogue } from '@parallax/telemetry';
import { resolveIndexedRequest } from './indexed.js';

stagesAtZero('embedding', ['augment', 'render', 'store', 'get', 'decode', 'encode', 'put']);
beginAtZero(catalogue.evaluation.embedded);

const augmentation = connect('AugmentationService', new Settings());

await runWorkerMain({
  kind: 'embedding',
  compute: new URL('compute.js', import.meta.url),
  resolve: (request: StartEmbeddingRequest, context) => resolveIndexedRequest(request, { ...context, augmentation }),
});
