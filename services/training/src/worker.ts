import type { StartTrainingRequest } from '@parallax/contract';
import { runWorkerMain } from '@parallax/jobs';
import { stagesAtZero } from '@parallax/reader';
import { connect } from '@parallax/rpc';
import { Settings } from '@parallax/settings';
import { beginAtZero, catalogue } from '@parallax/telemetry';
import { resolveTrainingRequest } from './start.js';

const reading = ['augment', 'render', 'store', 'get', 'decode', 'stall'];
stagesAtZero('training', [...reading, 'upload', 'forward-backward', 'optimiser', 'checkpoint', 'diagnostics', 'put']);
for (const counter of ['views', 'images', 'steps'] as const) beginAtZero(catalogue.training[counter]);

const augmentation = connect('AugmentationService', new Settings());

await runWorkerMain({
  kind: 'training',
  compute: new URL('compute.js', import.meta.url),
  resolve: (request: StartTrainingRequest, context) => resolveTrainingRequest(request, { ...context, augmentation }),
});
