import { type PartName, setUp } from '@parallax/local';
import { formatSeconds } from './format.js';
import type { Session } from './session.js';

/** Makes what is missing for running Parallax here, and shows how far it has come. Returns what was made. */
export async function setUpHere(session: Session, parts?: readonly PartName[]): Promise<PartName[]> {
  const { progress, signal } = session;
  const made = new Map<PartName, number>();
  const finish = (part: PartName) => progress.end(part, `ready, after ${formatSeconds(since(made.get(part)))}`);
  let current: PartName | undefined;
  await setUp({
    ...(parts && { parts }),
    signal,
    report: ({ part, note, ...amounts }) => {
      if (current && current !== part) finish(current);
      current = part;
      if (!made.has(part)) made.set(part, performance.now());
      progress.update(part, { stage: note, ...amounts });
    },
  });
  if (current) finish(current);
  progress.stop();
  return [...made.keys()];
}

function since(start = performance.now()): number {
  return (performance.now() - start) / 1000;
}
