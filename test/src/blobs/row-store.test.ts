import { readdir, readlink } from 'node:fs/promises';
import { bytesOf, RowStore } from '@parallax/blobs';
import { featuresIn } from '@parallax/evaluation';
import test from 'ava';

const rows = Float32Array.from({ length: 12 * 5 }, (_, at) => at);

/** The files of row stores that this process has open, as Linux tells them: without a name, each is `… (deleted)`. */
async function scratch(): Promise<string[]> {
  const descriptors = await readdir('/proc/self/fd');
  const paths = await Promise.all(descriptors.map((each) => readlink(`/proc/self/fd/${each}`).catch(() => '')));
  return paths.filter((path) => path.includes('parallax-rows-'));
}

for (const [where, mostBytes] of [
  ['memory', undefined],
  ['a file', 100],
] as const) {
  test.serial(
    `rows in ${where} are read in any parts, and leave nothing behind, though the process be killed`,
    async (t) => {
      const store = await RowStore.open({ count: 12, bytes: 20 }, mostBytes);
      for (let start = 0; start < 12; start += 3) await store.add(bytesOf(rows.subarray(start * 5, (start + 3) * 5)));
      const open = await scratch();
      t.is(open.length, mostBytes === undefined ? 0 : 1);
      t.true(open.every((path) => path.endsWith('/rows (deleted)')));
      const features = featuresIn(store, 5);
      t.deepEqual([features.count, features.width], [12, 5]);
      t.deepEqual(await features.read(0, 12), rows);
      t.deepEqual(await features.read(7, 9), rows.slice(35, 45));
      t.is((await features.read(4, 4)).length, 0);
      await store.close();
      t.deepEqual(await scratch(), []);
    },
  );
}
