import { parentPort } from 'node:worker_threads';
import { renderViews, type ViewsRequest } from './render.js';

/** A thread of the pool: one request in, its views out. What is thrown here ends the thread, and the pool hears of it. */
parentPort?.on('message', (request: ViewsRequest) => {
  const views = renderViews(request);
  parentPort?.postMessage(views, [views.buffer]);
});
