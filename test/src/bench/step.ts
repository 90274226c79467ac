import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { initialise, Model, notebook } from '@parallax/models';
import { startEngine } from '@parallax/tensors';
import { Trainer } from '@parallax/training';
import { images } from '../parity/formula.js';
import { type Peer, startPeer } from './peer.js';

export const about = 'views/s of the training step alone; --peers: beside PyTorch, fp32 and bf16';

/** A contender's seconds a step, of every round. */
type Contenders = Map<string, { run(steps: number): Promise<number[]>; seconds: number[] }>;

/** Contenders take turns, so that whatever else the machine does falls on all of them. */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      peers: { type: 'boolean', default: false },
      batch: { type: 'string', default: '128' },
      threads: { type: 'string', default: '2' },
      rounds: { type: 'string', default: '7' },
      steps: { type: 'string', default: '5' },
    },
  });
  const [batch, threads, rounds, steps] = [values.batch, values.threads, values.rounds, values.steps].map(Number) as [
    number,
    number,
    number,
    number,
  ];
  const views = images(2 * batch, notebook.size, 1);
  const device = startEngine({ threads });
  console.log(`${batch} images × 2 views, NT-Xent, AdamW; ${device.class}`);
  const contenders: Contenders = new Map([['Parallax', { run: ours(views), seconds: [] }]]);
  const peer = values.peers ? await peerFor(views, batch, threads) : undefined;
  for (const precision of ['fp32', 'bf16'] as const) {
    if (!peer) break;
    contenders.set(`PyTorch ${peer.version} ${precision}`, {
      run: (count) => peer.run(precision, count),
      seconds: [],
    });
  }
  try {
    await takeTurns(contenders, rounds, steps);
  } finally {
    peer?.stop();
  }
  report(contenders, 2 * batch);
}

async function takeTurns(contenders: Contenders, rounds: number, steps: number): Promise<void> {
  // The first round warms up and does not count.
  for (let round = 0; round <= rounds; round++) {
    for (const [name, contender] of contenders) {
      const seconds = await contender.run(steps);
      if (round === 0) continue;
      contender.seconds.push(...seconds);
      console.log(`  round ${round} of ${rounds}: ${name} ${(1000 * median(seconds)).toFixed(0)} ms a step`);
    }
  }
}

function ours(views: Uint8Array): (steps: number) => Promise<number[]> {
  const trainer = new Trainer(new Model(initialise(notebook, 'pytorch', 0)), {
    objective: { name: 'nt-xent', temperature: 0.2 },
    optimiser: { name: 'adamw', learningRate: 1e-3, weightDecay: 1e-4 },
  });
  return async (steps) =>
    Array.from({ length: steps }, () => {
      const began = performance.now();
      const loss = trainer.step(views);
      // Reading waits for a GPU to be done.
      loss.data();
      loss.dispose();
      return (performance.now() - began) / 1000;
    });
}

async function peerFor(views: Uint8Array, batch: number, threads: number): Promise<Peer> {
  const folder = await mkdtemp(join(tmpdir(), 'parallax-bench-'));
  const path = join(folder, 'views');
  try {
    await writeFile(path, views);
    return await startPeer(path, batch, threads);
  } finally {
    await rm(folder, { recursive: true });
  }
}

function report(contenders: Contenders, views: number): void {
  const [first] = contenders.values();
  for (const [name, { seconds }] of contenders) {
    const rate = (views / median(seconds)).toFixed(0).padStart(6);
    const milliseconds = (1000 * median(seconds)).toFixed(0).padStart(6);
    const ratio = median(seconds) / median(first?.seconds ?? []);
    const compared = ratio === 1 ? '' : `   Parallax is ${ratio.toFixed(2)} times as fast`;
    console.log(`${name.padEnd(32)}${rate} views/s${milliseconds} ms a step${compared}`);
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] as number;
}
