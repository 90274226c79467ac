import type { JobInput } from '@parallax/contract';
import test from 'ava';
import { serveWatch } from '../rpc/support/service.js';
import { parallax } from './parallax.js';

test('a watch of a job that waits to be tried again says why, and when it is', async (t) => {
  const id = 'training-0123456789abcdef';
  const { server } = await serveWatch(t, async function* (): AsyncGenerator<{ job: JobInput }> {
    const retryTime = { seconds: Math.floor(Date.now() / 1000) + 60, nanos: 0 };
    const lastFailure = { code: 14, message: 'the object store: 507 full' };
    yield { job: { id, status: { state: 'JOB_STATE_QUEUED', lastFailure, retryTime } } };
    yield { job: { id, status: { state: 'JOB_STATE_SUCCEEDED' } } };
  });
  const { stderr } = await parallax(['watch', id], { env: { PARALLAX_TRAINING_ADDRESS: server.address } });
  t.regex(stderr, /queued: last failure: the object store: 507 full · next try: \d\d/);
});
