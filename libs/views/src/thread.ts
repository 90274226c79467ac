import { constants, setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import type { Part } from './pool.js';
import { renderViews } from './render.js';

// Linux gives each thread a priority of its own: calls are answered, or refused, before views are rendered.
if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_BELOW_NORMAL);

/**
 * Where a thread of the pool begins, which is why it is a module of its own: a part of a request in, its views out. What is
 * thrown here ends the thread, and the pool hears of it.
 */
parentPort?.on('message', ({ request, begin, end }: Part) => {
  const views = renderViews(request, begin, end);
  parentPort?.postMessage(views, [views.buffer]);
});
