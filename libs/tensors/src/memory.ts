let held = 0;

/** Counts bytes that are taken, or, below 0, given back. */
export function hold(bytes: number): void {
  held += bytes;
}

/**
 * The bytes of the tensors and variables that live: what they would take each on its own, though some share their memory,
 * and without what a kernel takes while it runs.
 */
export function liveBytes(): number {
  return held;
}
