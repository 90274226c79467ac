import { exitCodeOf, runOneJob, runSpec, runWorker } from '@parallax/jobs';
import { runProcess } from '@parallax/telemetry';

/**
 * A worker as a process of its own, to be killed. Its limits, whether it takes but one job, and the one job that it is to
 * run itself, come as JSON.
 */
const { given, once, ...options } = JSON.parse(process.argv[2] ?? '{}');
const compute = new URL('compute.js', import.meta.url);

await runProcess('test-worker', async ({ settings, signal }) => {
  const worker = { kind: 'training' as const, compute, settings, signal, ...options };
  if (!given) {
    await (once ? runOneJob : runWorker)(worker);
    return 0;
  }
  return exitCodeOf(
    await runSpec({ ...worker, request: given, resolve: async () => ({ kind: 'training' as const, ...given }) }),
  );
});
