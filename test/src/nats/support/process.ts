import { connectNats } from '@parallax/nats';
import { runProcess } from '@parallax/telemetry';

/** A process whose connection to NATS ends for good: the client's own way to do so when it can't go on. */
await runProcess('parallax-test', async ({ settings, signal }) => {
  const connection = await connectNats(settings, { signal });
  const { protocol } = connection as unknown as { protocol: { close(error: Error): Promise<void> } };
  await protocol.close(new Error('on purpose'));
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
  return 0;
});
