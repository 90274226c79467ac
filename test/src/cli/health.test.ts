import test from 'ava';
import { serveAugmentation } from '../rpc/support/service.js';
import { parallax } from './parallax.js';

test('health answers for a server that serves, with exit code 0', async (t) => {
  const { server } = await serveAugmentation(t, {});
  t.deepEqual(await parallax(['health', server.address]), { code: 0, stdout: 'SERVING\n', stderr: '' });
  t.is((await parallax(['health', server.address, '--json'])).stdout, '{\n  "status": "SERVING"\n}\n');
});

test('health fails where nobody answers', async (t) => {
  const { server } = await serveAugmentation(t, {});
  await server.stop();
  const { code, stderr } = await parallax(['health', server.address]);
  t.is(code, 1);
  t.true(stderr.includes(server.address));
});

test('health fails where a service says that it can do nothing, and names it', async (t) => {
  const { server } = await serveAugmentation(t, {});
  server.health.report('AugmentationService', false);
  const { code, stderr } = await parallax(['health', server.address]);
  t.is(code, 1);
  t.is(
    stderr,
    `parallax: ${server.address} says NOT_SERVING: parallax.v1.AugmentationService (does the object store answer?)\n`,
  );
});
