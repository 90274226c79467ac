import { decodeSafetensors, encodeSafetensors } from '@parallax/blobs';
import test from 'ava';

test('a blob that lies anywhere in a Buffer decodes, as one from the network does', (t) => {
  const data = Float32Array.of(1, 2, 3);
  const encoded = encodeSafetensors({ row: { dtype: 'F32', shape: [3], data } });
  for (const offset of [1, 2, 3]) {
    const received = Buffer.alloc(offset + encoded.length);
    received.set(encoded, offset);
    t.deepEqual(decodeSafetensors(received.subarray(offset)).row?.data, data);
  }
});
