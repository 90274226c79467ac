import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { defaultsOf } from '@parallax/errors';
import { initialise, Model, Trainer } from '@parallax/learning';
import { type Network, networks, notebook } from '@parallax/networks';
import { startEngine } from '@parallax/tensors';
import { images } from '../parity/formula.js';
import { type Peer, startPeer } from './peer.js';

export const about =
  'views/s of the training step alone; --peers: beside PyTorch; --network resnet18; --precision bf16';

type Precision = 'fp32' | 'bf16';

/** Who runs the step, in what precision, and the seconds that each of its steps took. */
interface Contender {
  name: string;
  precision: Precision;
  run(steps: number): Promise<number[]>;
  seconds: number[];
}

/** Contenders take turns, so that whatever else the machine does falls on all of them. */
export async function run(args: string[]): Promise<void> {
  const { peers, batch, threads, rounds, steps, network, precision } = options(args);
  const views = images(2 * batch, notebook.size, 1);
  const { class: deviceClass, bfloat16 } = startEngine({ threads });
  console.log(`${network}, ${batch} images × 2 views, NT-Xent, AdamW; ${deviceClass}`);
  const all: Precision[] = bfloat16.isMultiplied ? ['fp32', 'bf16'] : ['fp32'];
  const precisions = all.filter((each) => precision === undefined || each === precision);
  const contenders = precisions.map((precision) => ours(views, precision, network));
  const peer = peers ? await peerFor(views, batch, { threads, network }) : undefined;
  if (peer) contenders.push(...precisions.map((precision) => theirs(peer, precision)));
  try {
    await takeTurns(contenders, rounds, steps);
  } finally {
    peer?.stop();
  }
  for (const contender of contenders) report(contender, contenders, 2 * batch);
}

function options(args: string[]) {
  const { values } = parseArgs({
    args,
    options: {
      peers: { type: 'boolean', default: false },
      batch: { type: 'string', default: '128' },
      threads: { type: 'string', default: '2' },
      rounds: { type: 'string', default: '7' },
      steps: { type: 'string', default: '5' },
      network: { type: 'string', default: 'conv' },
      precision: { type: 'string' },
    },
  });
  const { peers, network, precision } = values;
  const [batch, threads, rounds, steps] = [values.batch, values.threads, values.rounds, values.steps].map(Number) as [
    number,
    number,
    number,
    number,
  ];
  return { peers, batch, threads, rounds, steps, network, precision };
}

async function takeTurns(contenders: readonly Contender[], rounds: number, steps: number): Promise<void> {
  // The first round warms up and does not count.
  for (let round = 0; round <= rounds; round++) {
    for (const contender of contenders) {
      const seconds = await contender.run(steps);
      if (round === 0) continue;
      contender.seconds.push(...seconds);
      console.log(`  round ${round} of ${rounds}: ${title(contender)} ${milliseconds(seconds)} ms a step`);
    }
  }
}

/** For images of 32×32, with the notebook's head. */
function networkOf(name: string): Network {
  const [key, kind] = Object.entries(networks).find(([, each]) => each.name === name) ?? [];
  if (!kind) throw new Error(`--network ${name}: must be one of ${Object.values(networks).map((each) => each.name)}`);
  const { size, head } = notebook;
  return { [key as string]: defaultsOf(kind.parameters), size, head } as unknown as Network;
}

function ours(views: Uint8Array, precision: Precision, name: string): Contender {
  const network = networkOf(name);
  const model = new Model(initialise(network, 'INITIALISATION_PYTORCH', 0), {
    network,
    precision: precision === 'fp32' ? 'PRECISION_FLOAT32' : 'PRECISION_BFLOAT16',
  });
  const trainer = new Trainer(model, {
    objective: { ntXent: { temperature: 0.2 } },
    optimiser: { adamw: { learningRate: 1e-3, weightDecay: 1e-4 } },
  });
  const step = () => {
    const began = performance.now();
    const loss = trainer.step({ views: [views] });
    // Reading waits for a GPU to be done.
    loss.data();
    loss.dispose();
    return (performance.now() - began) / 1000;
  };
  return { name: 'Parallax', precision, run: async (steps) => Array.from({ length: steps }, step), seconds: [] };
}

function theirs(peer: Peer, precision: Precision): Contender {
  return { name: `PyTorch ${peer.version}`, precision, run: (steps) => peer.run(precision, steps), seconds: [] };
}

async function peerFor(views: Uint8Array, batch: number, options: { threads: number; network: string }): Promise<Peer> {
  const folder = await mkdtemp(join(tmpdir(), 'parallax-bench-'));
  const path = join(folder, 'views');
  try {
    await writeFile(path, views);
    return await startPeer(path, batch, options);
  } finally {
    await rm(folder, { recursive: true });
  }
}

function report(contender: Contender, contenders: readonly Contender[], views: number): void {
  const own = contenders.find(({ precision }) => precision === contender.precision) as Contender;
  const rate = (views / median(contender.seconds)).toFixed(0).padStart(6);
  const ratio = (median(contender.seconds) / median(own.seconds)).toFixed(2);
  const compared = contender === own ? '' : `   Parallax is ${ratio} times as fast`;
  const took = milliseconds(contender.seconds).padStart(6);
  console.log(`${title(contender).padEnd(32)}${rate} views/s${took} ms a step${compared}`);
}

const title = ({ name, precision }: Contender): string => `${name} ${precision}`;

const milliseconds = (seconds: readonly number[]): string => (1000 * median(seconds)).toFixed(0);

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] as number;
}
