import { ParallaxError } from '@parallax/errors';
import { hasEnded } from '../record.js';
import type { Backend } from '../store/backend.js';
import { afterEnd, ended } from './end.js';

/** Fails a pinned job that has been left alone: it would wait for ever, and so would those that depend on it. */
export async function failForsaken(backend: Backend, id: string): Promise<void> {
  const hours = backend.limits.absence / 3600_000;
  const message = `it belongs to one worker alone, and that has not been there for ${hours} hours`;
  const error = new ParallaxError('WORKER_LOST', message).toJSON();
  const job = await backend.records.update(id, (current) => {
    return hasEnded(current) || current.state === 'waiting' ? undefined : ended(current, 'failed', { error });
  });
  if (job.state === 'failed') await afterEnd(backend, job);
}
