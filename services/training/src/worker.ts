import { runWorkerProcess } from '@parallax/jobs';
import { trainingOf } from './start.js';

await runWorkerProcess({ kind: 'training', compute: new URL('compute.js', import.meta.url), resolve: trainingOf });
