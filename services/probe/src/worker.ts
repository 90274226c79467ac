import type { StartProbeRequest } from '@parallax/contract';
import { allProbes } from '@parallax/evaluation';
import { runWorkerMain } from '@parallax/jobs';
import { stagesAtZero } from '@parallax/reader';
import { connect } from '@parallax/rpc';
import { Settings } from '@parallax/settings';
import { resolveProbeRequest } from './start.js';

stagesAtZero('probe', [
  'augment',
  'render',
  'store',
  'get',
  'decode',
  'get embeddings',
  'encode',
  'diagnostics',
  'put',
  ...allProbes.map(([, { title }]) => title.toLowerCase()),
]);

const augmentation = connect('AugmentationService', new Settings());

await runWorkerMain({
  kind: 'probe',
  compute: new URL('compute.js', import.meta.url),
  resolve: (request: StartProbeRequest, context) => resolveProbeRequest(request, { ...context, augmentation }),
});
