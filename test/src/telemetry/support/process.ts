import { setTimeout as delay } from 'node:timers/promises';
import { runProcess, withSpan } from '@parallax/telemetry';

/** A process that says `ready` within a span, and then, by its argument, throws, waits to be told to end, or ignores it. */
await runProcess('parallax-test', async ({ logger, settings, signal }) => {
  await withSpan('work', {}, async () => logger.info('ready'));
  switch (process.argv[2]) {
    case 'throw':
      throw new Error('on purpose');
    case 'uncaught':
      Promise.reject(new Error('on purpose'));
      await delay(60_000);
      return;
    case 'memory':
      // More than a machine can address.
      new ArrayBuffer(2 ** 52);
      return;
    case 'require':
      settings.required('PARALLAX_S3_SECRET_KEY');
      return;
    case 'wait':
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      return;
    case 'delay':
      await delay(60_000, undefined, { signal });
      return;
    case 'ignore':
      await new Promise(() => setInterval(() => {}, 1_000));
      return;
    case 'code':
      return 7;
  }
});
