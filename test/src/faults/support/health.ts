import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** How servers answered while they were asked for their health. */
export interface Health {
  /** What the slowest answer took, in milliseconds. */
  slowest: number;
  /** Answers other than SERVING, after the address of the server. */
  wrong: string[];
}

/** Asks servers for their health while something goes on, from a thread of its own, as a kubelet has other work than the clients. */
export async function whileHealthy(addresses: readonly string[], work: () => Promise<void>): Promise<Health> {
  const thread = new Worker(new URL('health-thread.js', import.meta.url), { workerData: addresses });
  try {
    await once(thread, 'online');
    await work();
    const answered = once(thread, 'message');
    thread.postMessage('over');
    const [health] = (await answered) as [Health];
    return health;
  } finally {
    await thread.terminate();
  }
}
