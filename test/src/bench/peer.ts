import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { pythonWithPyTorch } from '../support/pytorch.js';

/** The step in PyTorch, in a process of its own that waits while it isn't asked. */
export interface Peer {
  version: string;
  /** Seconds of each step. */
  run(precision: 'fp32' | 'bf16', steps: number): Promise<number[]>;
  stop(): void;
}

/** @param views path of a file with uint8 [2 · images, 32, 32, 3] */
export async function startPeer(
  views: string,
  images: number,
  { threads, network }: { threads: number; network: string },
): Promise<Peer> {
  const script = fileURLToPath(new URL('../../src/bench/peer.py', import.meta.url));
  const python = await pythonWithPyTorch();
  const child = spawn(python, ['-W', 'ignore', script, views, String(images), String(threads), network], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const next = async (): Promise<string> => {
    const { value, done } = await lines.next();
    if (done) throw new Error('PyTorch ended before it had answered');
    return value;
  };
  return {
    version: await next(),
    async run(precision, steps) {
      child.stdin.write(`${precision} ${steps}\n`);
      return JSON.parse(await next());
    },
    // Its loop over stdin ends where stdin ends.
    stop: () => child.stdin.end(),
  };
}
