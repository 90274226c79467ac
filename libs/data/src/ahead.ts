/**
 * What comes of each, in their order, with some under way at once.
 *
 * @param most how many are under way
 */
export async function* ahead<T, R>(
  things: AsyncIterable<T> | Iterable<T>,
  most: number,
  work: (thing: T) => Promise<R>,
): AsyncGenerator<R> {
  const coming: Promise<R>[] = [];
  for await (const thing of things) {
    const result = work(thing);
    // Whoever awaits it sees the error.
    result.catch(() => {});
    coming.push(result);
    if (coming.length >= most) yield (await coming.shift()) as R;
  }
  for (const result of coming) yield await result;
}
