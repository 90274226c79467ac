import { parentPort } from 'node:worker_threads';
import type { Part } from './pool.js';
import { renderViews } from './render.js';

/**
 * Where a thread of the pool begins, which is why it is a module of its own: a part of a request in, its views out. What is
 * thrown here ends the thread, and the pool hears of it.
 */
parentPort?.on('message', ({ request, begin, end }: Part) => {
  const views = renderViews(request, begin, end);
  parentPort?.postMessage(views, [views.buffer]);
});
