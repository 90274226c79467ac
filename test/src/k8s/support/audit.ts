import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** How many requests the API server has had so far of each user, by its audit log. */
export async function callsByUser(): Promise<Map<string, number>> {
  const calls = new Map<string, number>();
  const log = createReadStream(join(process.env.PARALLAX_K8S_RUN as string, 'audit.log'));
  for await (const line of createInterface({ input: log })) {
    const name: string = JSON.parse(line).user?.username ?? 'nobody';
    calls.set(name, (calls.get(name) ?? 0) + 1);
  }
  return calls;
}
