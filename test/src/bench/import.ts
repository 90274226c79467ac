import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { parallax } from '../cli/parallax.js';
import { childrenOf, residentBytes } from '../faults/support/processes.js';
import { ended, type Services, startServices } from '../services/support/services.js';

export const about = 'pictures/s of an import from a folder and by upload, beside sharp alone: --pictures 100000';

const options = {
  pictures: { type: 'string', default: '100000' },
  rounds: { type: 'string', default: '2' },
  side: { type: 'string', default: '64' },
  size: { type: 'string', default: '32' },
} as const;

/** Files in a folder of their own, as no file system likes to have more. */
const FILES_A_FOLDER = 1000;

/** JPEGs of noise that is smooth, so that each takes what a photo takes, no two alike, in class folders. */
async function makePictures(folder: string, count: number, side: number): Promise<string[]> {
  const names: string[] = [];
  for (let start = 0; start < count; start += FILES_A_FOLDER) {
    const group = join(folder, `class-${String(start / FILES_A_FOLDER).padStart(4, '0')}`);
    await mkdir(group);
    const made = Array.from({ length: Math.min(FILES_A_FOLDER, count - start) }, async (_, at) => {
      const coarse = createHash('shake256', { outputLength: 8 * 8 * 3 })
        .update(String(start + at))
        .digest();
      const name = join(group, `${at}.jpg`);
      const picture = sharp(coarse, { raw: { width: 8, height: 8, channels: 3 } }).resize(side, side, {
        kernel: 'cubic',
      });
      await writeFile(name, await picture.jpeg({ quality: 90 }).toBuffer());
      names.push(name);
    });
    await Promise.all(made);
  }
  return names;
}

/** What an import can't be faster than: reading, decoding and resizing by the same library with the same options. */
async function sharpAlone(names: readonly string[], size: number): Promise<number> {
  const began = performance.now();
  const queue = names.values();
  const lane = async () => {
    for (const name of queue) {
      await sharp(await readFile(name), { limitInputPixels: false, failOn: 'error', autoOrient: true })
        .toColourspace('srgb')
        .resize(size, size, { fit: 'fill', kernel: 'linear', fastShrinkOnLoad: false })
        .raw({ depth: 'uchar' })
        .toBuffer();
    }
  };
  await Promise.all(Array.from({ length: 2 * availableParallelism() }, lane));
  return names.length / ((performance.now() - began) / 1000);
}

/** Pictures a second from the start of the job to its end; prints what the worker and its computation take meanwhile. */
async function fromFolder(services: Services, folder: string, size: number, pictures: number) {
  const worker = services.stack.processes.find(({ name }) => name === 'augmentation-worker')?.pid as number;
  const memory: number[] = [];
  const sample = () => [worker, ...childrenOf(worker)].reduce((sum, pid) => sum + residentBytes(pid), 0) / 2 ** 20;
  const sampling = setInterval(() => memory.push(sample()), 500);
  const began = performance.now();
  const spec = { name: 'bench', folder, size, replace: true };
  const { job } = await services.augmentation.startImport({ spec });
  const result = await ended(services, job?.id as string);
  clearInterval(sampling);
  if (result.status?.state !== 'JOB_STATE_SUCCEEDED') throw new Error(result.status?.error?.message);
  const tenths = Array.from(
    { length: 10 },
    (_, tenth) => memory[Math.floor(((tenth + 0.5) / 10) * memory.length)] ?? 0,
  );
  console.log(`memory of the worker, by tenths of its time: ${tenths.map((each) => each.toFixed(0)).join(', ')} MiB`);
  return pictures / ((performance.now() - began) / 1000);
}

async function byUpload(services: Services, folder: string, size: number, pictures: number): Promise<number> {
  const began = performance.now();
  const args = ['datasets', 'import', folder, '--name', 'bench', '--size', String(size), '--replace'];
  const { code, stderr } = await parallax(args, { env: services.stack.env });
  if (code !== 0) throw new Error(stderr);
  return pictures / ((performance.now() - began) / 1000);
}

/** The contenders take turns, so that whatever else the machine does falls on all of them. */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options });
  const [pictures, rounds, side, size] = [values.pictures, values.rounds, values.side, values.size].map(Number) as [
    number,
    number,
    number,
    number,
  ];
  const folder = await mkdtemp(join(tmpdir(), 'parallax-bench-import-'));
  const services = await startServices({ cifar10: false, env: { ...process.env, PARALLAX_DATA: folder } });
  try {
    const names = await makePictures(folder, pictures, side);
    console.log(`${pictures} JPEGs of ${side}×${side} to ${size}×${size}, ${availableParallelism()} cores`);
    const contenders: Record<string, () => Promise<number>> = {
      'sharp alone': () => sharpAlone(names, size),
      'import of a folder': () => fromFolder(services, '.', size, pictures),
      'import by upload': () => byUpload(services, folder, size, pictures),
    };
    const best = new Map<string, number>();
    for (let round = 1; round <= rounds; round++) {
      // What was uploaded in the round before would not be sent again.
      await utimes(join(folder, 'class-0000', '0.jpg'), round, round);
      for (const [name, contend] of Object.entries(contenders)) {
        const rate = await contend();
        best.set(name, Math.max(rate, best.get(name) ?? 0));
        console.log(`round ${round}: ${name.padEnd(20)} ${rate.toFixed(0)} pictures/s`);
      }
    }
    for (const [name, rate] of best) {
      const share = (100 * rate) / (best.get('sharp alone') as number);
      console.log(`${name.padEnd(20)} ${rate.toFixed(0)} pictures/s, ${share.toFixed(0)} % of sharp alone`);
    }
  } finally {
    await services.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
