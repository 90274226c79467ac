import { runWorkerProcess } from '@parallax/jobs';
import { probeOf } from './start.js';

await runWorkerProcess({ kind: 'probe', compute: new URL('compute.js', import.meta.url), resolve: probeOf });
