import { ParallaxError } from '@parallax/errors';
import { pendingImport } from '@parallax/reader';
import test from 'ava';

const id = 'import-0123456789abcdef';

/** What is pending of an import whose record is this. */
const pending = (record: Partial<Awaited<ReturnType<Parameters<typeof pendingImport>[2]['get']>>>) =>
  pendingImport('spec.dataset', { import: id }, { get: async () => ({ spec: {}, state: 'running', ...record }) });

test('an import that runs is waited for where it says its size, and one that has succeeded is not', async (t) => {
  t.deepEqual(await pending({ spec: { size: 32 } }), { id, size: 32 });
  t.is(await pending({ state: 'succeeded', result: {} }), undefined);
  t.is(await pendingImport('spec.dataset', { name: 'photos' }, { get: () => t.fail() as never }), undefined);
  await t.throwsAsync(pending({}), {
    message: /^spec\.dataset\.import is ".*": it must have succeeded, or say a size/,
  });
  await t.throwsAsync(pending({ spec: { shard: {} } }), { message: /must bring a dataset, and is a shard/ });
});

test('nothing waits for an import that has failed or was cancelled, whether or not it says its size', async (t) => {
  const error = { message: '12 of 40 pictures can not be read' };
  for (const spec of [{}, { size: 32 }]) {
    const failed = await t.throwsAsync(pending({ spec, state: 'failed', error }), { instanceOf: ParallaxError });
    t.like(failed, { reason: 'DEPENDENCY_FAILED', metadata: { dependency: id, state: 'failed' } });
    t.is(
      failed?.message,
      `${id} (spec.dataset) has failed, and brings no dataset: ${error.message}; name another, or start it again: parallax jobs retry ${id}`,
    );
    const cancelled = await t.throwsAsync(pending({ spec, state: 'cancelled' }), { instanceOf: ParallaxError });
    t.regex(cancelled?.message ?? '', / was cancelled, and brings no dataset; name another/);
  }
});
