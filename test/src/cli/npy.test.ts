import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeSafetensors, type Tensors } from '@parallax/blobs';
import { npyHeader, tensorsToNpy } from '@parallax/cli';
import test from 'ava';

test('a header is NPY 1.0, and the array begins at a multiple of 64 bytes', (t) => {
  const header = npyHeader('F32', [10000, 2048]);
  t.deepEqual([...header.subarray(0, 8)], [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]);
  t.is(header.length % 64, 0);
  t.is(header.readUInt16LE(8), header.length - 10);
  t.is(
    header.subarray(10).toString('latin1').trimEnd(),
    "{'descr': '<f4', 'fortran_order': False, 'shape': (10000, 2048), }",
  );
  t.is(header.at(-1), 0x0a);
});

test('a shape of one size is a Python tuple', (t) => {
  t.regex(npyHeader('U8', [5]).toString('latin1'), /'descr': '\|u1', .*'shape': \(5,\), \}/);
});

test('rows of a tensor become a NumPy file, whatever lies before and behind them', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'parallax-npy-'));
  t.teardown(() => rm(folder, { recursive: true }));
  const blob = join(folder, 'blob');
  const tensors: Tensors = {
    a: { dtype: 'F32', shape: [3, 2], data: Float32Array.of(1, 2, 3, 4, 5, 6) },
    h: { dtype: 'F32', shape: [3, 2], data: Float32Array.of(7, 8, 9, 10, 11, 12) },
  };
  await writeFile(blob, encodeSafetensors(tensors));
  const out = join(folder, 'h.npy');
  t.deepEqual(await tensorsToNpy([{ file: blob, first: 1, last: 3 }], 'h', out), [2, 2]);
  const bytes = await readFile(out);
  const header = npyHeader('F32', [2, 2]);
  t.deepEqual(bytes.subarray(0, header.length), header);
  t.deepEqual([...new Float32Array(new Uint8Array(bytes.subarray(header.length)).buffer)], [9, 10, 11, 12]);
});

test('rows of several tensors stand one below the other', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'parallax-npy-'));
  t.teardown(() => rm(folder, { recursive: true }));
  const parts = [];
  for (const values of [[1, 2], [3], [4, 5, 6]]) {
    const file = join(folder, String(parts.length));
    await writeFile(
      file,
      encodeSafetensors({ labels: { dtype: 'U8', shape: [values.length], data: Uint8Array.from(values) } }),
    );
    parts.push({ file, first: 0, last: values.length });
  }
  const out = join(folder, 'labels.npy');
  t.deepEqual(await tensorsToNpy(parts, 'labels', out), [6]);
  t.deepEqual([...(await readFile(out)).subarray(npyHeader('U8', [6]).length)], [1, 2, 3, 4, 5, 6]);
});
