import { setTimeout as delay } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { credentials, Client as GrpcClient, type ServiceError } from '@grpc/grpc-js';
import type { Health } from './health.js';

/** Where the thread of `whileHealthy` begins: it asks each server again and again, until its parent says a word. */
const health: Health = { slowest: 0, wrong: [] };
const over = new AbortController();
parentPort?.once('message', () => over.abort());
await Promise.all((workerData as string[]).map(askAgainAndAgain));
parentPort?.postMessage(health);

async function askAgainAndAgain(address: string): Promise<void> {
  const client = new GrpcClient(address, credentials.createInsecure());
  while (!over.signal.aborted) {
    const began = performance.now();
    const answer = await ask(client);
    health.slowest = Math.max(health.slowest, performance.now() - began);
    if (answer !== 'SERVING') health.wrong.push(`${address}: ${answer}`);
    await delay(200);
  }
  client.close();
}

/** Asks a server for its health, for as long as it takes. */
function ask(client: GrpcClient): Promise<string> {
  return new Promise((resolve) => {
    const asItIs = (bytes: Buffer) => bytes;
    const done = (error: ServiceError | null, answer?: Buffer) => {
      // HealthCheckResponse: its one field, `status`, is 1 where it serves.
      resolve(error ? error.message : answer?.equals(Buffer.from([8, 1])) ? 'SERVING' : 'NOT_SERVING');
    };
    const options = { deadline: Date.now() + 60_000 };
    client.makeUnaryRequest('/grpc.health.v1.Health/Check', asItIs, asItIs, Buffer.alloc(0), options, done);
  });
}
