import { runWorker } from '@parallax/jobs';
import { runProcess } from '@parallax/telemetry';

const compute = new URL('compute.js', import.meta.url);

await runProcess('parallax-probe-worker', ({ settings, signal }) =>
  runWorker({ kind: 'probe', compute, settings, signal }),
);
