import type { Progress } from '@parallax/local';

const EVERY_MS = 15_000;

/** Says what set-up does in lines: each new step, and how far it has come now and then. */
export function plainProgress<Name extends string>(print: (line: string) => void): (progress: Progress<Name>) => void {
  let last = '';
  let next = 0;
  return ({ note, done, total, unit }) => {
    if (note === last && Date.now() < next) return;
    last = note;
    next = Date.now() + EVERY_MS;
    const usual = unit === 'seconds' && total !== undefined ? `, ${done} s, usually ${total} s` : '';
    print(`${note}${usual}`);
  };
}
