import { execFile } from 'node:child_process';
import { access, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder } from '@parallax/local';

const run = promisify(execFile);

const requirement = 'torch==2.15.0';

/**
 * A Python that has PyTorch, in the cache folder: built aside and renamed into place, and found there the next time. Its
 * wheels for Linux bring CUDA along, so the first time fetches about 3 GB.
 */
export async function pythonWithPyTorch(): Promise<string> {
  const folder = join(cacheFolder(), 'peers', requirement.replace('==', '-'));
  const python = join(folder, 'bin', 'python');
  if (await exists(python)) return python;
  console.log(`making a Python environment with ${requirement} in ${folder} (about 3 GB, once)`);
  await mkdir(join(folder, '..'), { recursive: true });
  const aside = await mkdtemp(`${folder}-`);
  try {
    await run('python3', ['-m', 'venv', aside]);
    await run(join(aside, 'bin', 'python'), ['-m', 'pip', 'install', '--quiet', requirement]);
    await rename(aside, folder);
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
  return python;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
