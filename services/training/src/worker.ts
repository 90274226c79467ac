import { runWorker } from '@parallax/jobs';
import { runProcess } from '@parallax/telemetry';

await runProcess('parallax-training-worker', ({ settings, signal }) =>
  runWorker({ kind: 'training', compute: new URL('./compute.js', import.meta.url), settings, signal }),
);
