import { runWorker } from '@parallax/jobs';
import { runProcess } from '@parallax/telemetry';

/** A worker as a process of its own, to be killed. Its limits, and whether it takes but one job, come as JSON. */
const options = JSON.parse(process.argv[2] ?? '{}');

await runProcess('test-worker', ({ settings, signal }) =>
  runWorker({ kind: 'training', compute: new URL('compute.js', import.meta.url), settings, signal, ...options }),
);
