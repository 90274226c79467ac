import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

/** What the API server hands out, as far as tests look into it. */
export interface Resource {
  metadata: {
    name: string;
    uid: string;
    creationTimestamp: string;
    deletionTimestamp?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    ownerReferences?: { uid: string }[];
  };
  // biome-ignore lint/suspicious/noExplicitAny: every kind has its own, and a test names what it looks at.
  spec?: any;
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  status?: any;
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  data?: any;
}

export class KubectlError extends Error {
  override readonly name = 'KubectlError';
}

/**
 * Runs kubectl in the cluster of this test run, and resolves with what it printed.
 *
 * @throws KubectlError with what it said instead
 */
export function kubectl(args: readonly string[], input?: string): Promise<string> {
  const child = spawn('kubectl', args, { stdio: ['pipe', 'pipe', 'pipe'] });
  let output = '';
  let complaint = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    complaint += text;
  });
  child.stdin.on('error', () => {}).end(input);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(output);
      else reject(new KubectlError(complaint.trim() || `kubectl ${args.join(' ')} ended with ${code}`));
    });
  });
}

/**
 * Looks again and again until there is something to see.
 *
 * @throws when nothing was seen in time, with what was seen last where `look` threw
 */
export async function until<T>(what: string, seconds: number, look: () => Promise<T | undefined | false>): Promise<T> {
  const end = Date.now() + seconds * 1000;
  let cause: unknown;
  while (Date.now() < end) {
    try {
      const seen = await look();
      if (seen) return seen;
      cause = undefined;
    } catch (error) {
      cause = error;
    }
    await sleep(500);
  }
  throw new Error(`${what}: not within ${seconds} s`, { cause });
}
