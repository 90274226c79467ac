import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Of the repository. */
export const root = fileURLToPath(new URL('../../../..', import.meta.url));

/** What `.dockerignore` lets into a build, and what the build is. */
const packages = ['package.json', 'package-lock.json', 'deploy/observability/package.json', 'test/package.json'];
const project = ['.dockerignore', '.npmrc', ...packages, 'tsconfig.base.json'];
const recipe = ['Dockerfile', 'build.sh', 'runtime.sh'].map((name) => join('deploy/docker', name));
const folders = ['libs', 'services', 'deploy/local'];

/** Never part of it, and what a build makes. */
const ignored = new Set(['dist', 'node_modules']);

/** Names the images by all that goes into them: the sources, and the Node that stands in their base. */
export async function digestOfContext(): Promise<string> {
  const hash = createHash('sha256').update(process.version);
  for (const file of [...project, ...recipe, ...(await Promise.all(folders.map(filesOf))).flat().sort()]) {
    hash.update(`\0${file}\0`).update(await readFile(join(root, file)));
  }
  return hash.digest('hex').slice(0, 12);
}

async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(join(root, folder), { withFileTypes: true });
  const below = entries
    .filter(({ name }) => !ignored.has(name) && !name.endsWith('.tsbuildinfo'))
    .map((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? filesOf(path) : [path];
    });
  return (await Promise.all(below)).flat();
}
