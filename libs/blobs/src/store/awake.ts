/** How often it is looked at the clock, in milliseconds. */
const interval = 250;

/**
 * Tells what time has gone by since it told last, in milliseconds, but for what this process was deaf: a step of a training blocks the event
 * loop for seconds, and afterwards timers have their turn before what has arrived meanwhile.
 *
 * @returns how to stop it
 */
export function countAwake(tell: (milliseconds: number) => void): () => void {
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    tell(Math.min(now - last, 2 * interval));
    last = now;
  }, interval);
  return () => clearInterval(timer);
}
