import { ParallaxError } from '@parallax/errors';
import { down, startStack, upDetached } from '@parallax/local';
import test from 'ava';
import { processesWith } from '../local/processes.js';
import { temporaryFolder } from '../local/temporary.js';

test('a stack that is observed has pages for traces and metrics, and takes them along when it stops', async (t) => {
  t.timeout(600_000);
  const stack = await startStack({ services: false, observe: true, env: { ...process.env, PARALLAX_TEST: t.title } });
  t.teardown(() => stack.stop());
  const { traces, dashboards } = stack.pages ?? t.fail();
  for (const page of [`${traces}/search`, dashboards]) {
    const response = await fetch(page);
    t.is(response.status, 200);
    t.regex(await response.text(), /<html/);
  }
  t.is(stack.env.PARALLAX_TRACES_URL, traces);
  await stack.stop();
  t.deepEqual(processesWith(`PARALLAX_TEST=${t.title}`), []);
});

test('one that is up without being observed is not taken for one that is', async (t) => {
  t.timeout(600_000);
  const env = { ...process.env, XDG_STATE_HOME: await temporaryFolder(t) };
  t.teardown(() => down(env));
  const { pages } = await upDetached({ services: false, ports: 'free', env });
  t.is(pages, undefined);
  const error = await t.throwsAsync(upDetached({ services: false, observe: true, ports: 'free', env }), {
    instanceOf: ParallaxError,
  });
  t.is(error?.reason, 'CONFLICT');
});
