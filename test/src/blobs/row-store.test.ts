import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { bytesOf, RowStore } from '@parallax/blobs';
import { featuresIn } from '@parallax/evaluation';
import test from 'ava';

const rows = Float32Array.from({ length: 12 * 5 }, (_, at) => at);

const scratch = async () => (await readdir(tmpdir())).filter((name) => name.startsWith('parallax-rows-'));

for (const [where, mostBytes] of [
  ['memory', undefined],
  ['a file', 100],
] as const) {
  test.serial(`rows in ${where} are read in any parts, and leave nothing behind`, async (t) => {
    const before = await scratch();
    const store = await RowStore.open({ count: 12, bytes: 20 }, mostBytes);
    for (let start = 0; start < 12; start += 3) await store.add(bytesOf(rows.subarray(start * 5, (start + 3) * 5)));
    t.is((await scratch()).length - before.length, mostBytes === undefined ? 0 : 1);
    const features = featuresIn(store, 5);
    t.deepEqual([features.count, features.width], [12, 5]);
    t.deepEqual(await features.read(0, 12), rows);
    t.deepEqual(await features.read(7, 9), rows.slice(35, 45));
    t.is((await features.read(4, 4)).length, 0);
    await store.close();
    t.deepEqual(await scratch(), before);
  });
}
