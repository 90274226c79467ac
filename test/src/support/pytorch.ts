import { execFile } from 'node:child_process';
import { access, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder } from '@parallax/local';

const run = promisify(execFile);

/** PyTorch, and what reads pictures and encoders for it. */
const [torch, ...others] = ['torch==2.15.0', 'numpy==2.4.6', 'pillow==13.0.0', 'safetensors==0.8.0'] as const;

/** Networks and transforms, by the names that they are imported by. Each asks for a PyTorch by name, and would bring another. */
const libraries = { torchvision: 'torchvision==0.29.2', timm: 'timm==1.0.31' } as const;

/**
 * A Python that has PyTorch, torchvision and timm, in the cache folder: built aside and renamed into place, and found there the next time. Its
 * wheels for Linux bring CUDA along, so the first time fetches about 3 GB.
 */
export async function pythonWithPyTorch(): Promise<string> {
  const folder = join(cacheFolder(), 'peers', `${torch.replace('==', '-')}-pillow`);
  const python = join(folder, 'bin', 'python');
  if (await exists(python)) return withLibraries(python);
  console.log(`making a Python environment with ${torch} in ${folder} (about 3 GB, once)`);
  await mkdir(join(folder, '..'), { recursive: true });
  const aside = await mkdtemp(`${folder}-`);
  try {
    await run('python3', ['-m', 'venv', aside]);
    await run(join(aside, 'bin', 'python'), ['-m', 'pip', 'install', '--quiet', torch, ...others]);
    await rename(aside, folder);
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
  return withLibraries(python);
}

/** Brings what an environment that was made before has not. */
async function withLibraries(python: string): Promise<string> {
  for (const [name, pinned] of Object.entries(libraries)) {
    const has = await run(python, ['-c', `import importlib.util as find; assert find.find_spec('${name}')`]).then(
      () => true,
      () => false,
    );
    if (!has) await run(python, ['-m', 'pip', 'install', '--quiet', '--no-deps', pinned]);
  }
  return python;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
