import type { JobInput } from '@parallax/contract';
import { serve } from '@parallax/rpc';
import test from 'ava';
import { quiet } from '../rpc/support/service.js';
import { parallax } from './parallax.js';

test('a watch of a job that waits to be tried again says why, and when it is', async (t) => {
  const id = 'training-0123456789abcdef';
  const unexpected = async (): Promise<never> => Promise.reject(new Error('not expected'));
  async function* watchJob(): AsyncGenerator<{ job: JobInput }> {
    const retryTime = { seconds: Math.floor(Date.now() / 1000) + 60, nanos: 0 };
    const lastFailure = { code: 14, message: 'the object store: 507 full' };
    yield { job: { id, status: { state: 'JOB_STATE_QUEUED', lastFailure, retryTime } } };
    yield { job: { id, status: { state: 'JOB_STATE_SUCCEEDED' } } };
  }
  const server = await serve({
    services: {
      JobService: {
        getJob: unexpected,
        listJobs: unexpected,
        watchJob,
        cancelJob: unexpected,
        pauseJob: unexpected,
        resumeJob: unexpected,
        retryJob: unexpected,
        deleteJob: unexpected,
        pruneBlobs: unexpected,
      },
    },
    settings: quiet(),
    port: 50052,
  });
  t.teardown(() => server.stop());
  const { stderr } = await parallax(['watch', id], { env: { PARALLAX_TRAINING_ADDRESS: server.address } });
  t.regex(stderr, /queued: last failure: the object store: 507 full · next try: \d\d/);
});
