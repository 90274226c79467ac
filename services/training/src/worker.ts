import { runWorkerProcess } from '@parallax/jobs';
import { stagesAtZero } from '@parallax/reader';
import { beginAtZero, catalogue } from '@parallax/telemetry';
import { trainingOf } from './start.js';

const reading = ['augment', 'render', 'store', 'get', 'decode', 'stall'];
stagesAtZero('training', [...reading, 'upload', 'forward-backward', 'optimiser', 'checkpoint', 'diagnostics', 'put']);
for (const counter of ['views', 'images', 'steps'] as const) beginAtZero(catalogue.training[counter]);

await runWorkerProcess({ kind: 'training', compute: new URL('compute.js', import.meta.url), resolve: trainingOf });
