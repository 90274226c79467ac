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
