import type { Tensor, Tensors } from '@parallax/blobs';

/**
 * The names of a split's files as its blob has them: `names`, U8, one after another in UTF-8, and `ends`, I64, where each ends. A name
 * may have any letters, so that nothing could stand between two of them.
 */
export function encodeNames(names: readonly string[]): Tensors {
  const parts = names.map((name) => Buffer.from(name));
  const data = Buffer.concat(parts);
  const ends = new BigInt64Array(parts.length);
  let end = 0;
  for (const [index, { length }] of parts.entries()) {
    end += length;
    ends[index] = BigInt(end);
  }
  return {
    names: { dtype: 'U8', shape: [data.length], data },
    ends: { dtype: 'I64', shape: [ends.length], data: ends },
  };
}

/** The names that `encodeNames` made these of. */
export function decodeNames({ names, ends }: Tensors): string[] {
  const text = Buffer.from((names as Tensor<'U8'>).data);
  let start = 0;
  return Array.from((ends as Tensor<'I64'>).data, (end) => {
    const name = text.toString('utf8', start, Number(end));
    start = Number(end);
    return name;
  });
}
