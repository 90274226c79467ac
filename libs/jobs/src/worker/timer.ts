/** Node's timers count to here, in milliseconds: some 25 days. */
const longest = 2 ** 31 - 1;

/**
 * Calls back after a time, however long that is.
 *
 * @param time milliseconds
 * @returns how to stop it
 */
export function startTimer(time: number, callback: () => void): () => void {
  let timer: NodeJS.Timeout;
  const wait = (left: number) => {
    const next = () => (left > longest ? wait(left - longest) : callback());
    timer = setTimeout(next, Math.min(Math.max(0, left), longest));
  };
  wait(time);
  return () => clearTimeout(timer);
}
