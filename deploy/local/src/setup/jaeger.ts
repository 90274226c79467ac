import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { goPrograms } from './go.js';
import type { Part } from './part.js';

/** Jaeger's own module has no page: its release brings it, built by npm. This one, which Docker's buildx shows traces with, does. */
const PAGE = 'github.com/tonistiigi/jaeger-ui-rest@v0.0.0-20250408171107-3dd17559e117';

const built = goPrograms({
  name: 'jaeger',
  module: fileURLToPath(new URL('../../go/jaeger', import.meta.url)),
  programs: { jaeger: 'github.com/jaegertracing/jaeger/cmd/all-in-one' },
  files: { packed: `${PAGE}/public` },
  usualSeconds: 220,
});

/** Keeps traces and shows them (Apache-2.0): the program `jaeger`, which takes OTLP, and `page`, what a browser sees. */
export const jaeger: Part<'jaeger'> = {
  ...built,
  async make(folder, workshop) {
    await built.make(folder, workshop);
    await unpack(join(folder, 'packed'), join(folder, 'page'));
    await rm(join(folder, 'packed'), { recursive: true });
  },
};

/** Each file is compressed by itself, under its own name. */
async function unpack(packed: string, page: string): Promise<void> {
  const entries = await readdir(packed, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((each) => each.isFile())) {
    const source = join(entry.parentPath, entry.name);
    const target = join(page, source.slice(packed.length));
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, gunzipSync(await readFile(source)));
  }
}
