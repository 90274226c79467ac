import { ParallaxError } from '@parallax/errors';
import { pendingImport } from '@parallax/reader';
import test from 'ava';

const id = 'import-0123456789abcdef';
const ask = (record: { spec: object; state: string; result?: object; error?: { message: string } }) =>
  pendingImport('spec.dataset', { import: id }, { get: async () => record });

test('of an import that has not ended its size has to be known', async (t) => {
  t.deepEqual(await ask({ spec: { size: 32 }, state: 'running' }), { id, size: 32 });
  t.is(await ask({ spec: {}, state: 'succeeded', result: {} }), undefined);
  const error = await t.throwsAsync(ask({ spec: {}, state: 'queued' }), { instanceOf: ParallaxError });
  t.regex(error?.message ?? '', /it must have ended, or say a size/);
});

test('of an import that has failed or was cancelled that is told, with or without a size', async (t) => {
  const failed = { state: 'failed', error: { message: 'spec.labels is "LABELS_SOURCE": it leaves …' } };
  const expected = {
    reason: 'DEPENDENCY_FAILED',
    metadata: { field: 'spec.dataset.import', dependency: id, state: 'failed' },
  };
  const told = `spec.dataset.import is "${id}", which has failed: spec.labels is "LABELS_SOURCE": it leaves …`;
  const error = await t.throwsAsync(ask({ spec: {}, ...failed }), { instanceOf: ParallaxError, message: told });
  t.like(error, expected);
  const sized = await ask({ spec: { size: 32 }, ...failed });
  t.like(sized?.refused, { ...expected, message: told });
  const cancelled = await t.throwsAsync(ask({ spec: {}, state: 'cancelled' }), { instanceOf: ParallaxError });
  t.is(cancelled?.message, `spec.dataset.import is "${id}", which was cancelled`);
});
