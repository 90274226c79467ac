import { runWorker } from '@parallax/jobs';
import { runProcess } from '@parallax/telemetry';

await runProcess('parallax-embedding-worker', ({ settings, signal }) =>
  runWorker({ kind: 'embedding', compute: new URL('./compute.js', import.meta.url), settings, signal }),
);
