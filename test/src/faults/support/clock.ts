import { readFileSync } from 'node:fs';

/**
 * Preloaded (`node --import`), it makes the wall clock of a process go wrong by what PARALLAX_TEST_CLOCKS, a file, says of it:
 * JSON, milliseconds by a part of the path of the program, such as `{ "training/dist/worker": 3600000 }`. Timers and
 * `performance.now()` go on as they did, as where a machine's clock is set.
 */
const file = process.env.PARALLAX_TEST_CLOCKS;
const Real = Date;
let offset = 0;

function look(): void {
  try {
    const offsets: Record<string, number> = JSON.parse(readFileSync(file as string, 'utf8'));
    offset = Object.entries(offsets).find(([part]) => process.argv[1]?.includes(part))?.[1] ?? 0;
  } catch {
    // It is being written.
  }
}

const now = () => Real.now() + offset;

if (file) {
  look();
  setInterval(look, 100).unref();
  globalThis.Date = new Proxy(Real, {
    construct: (target, args, newTarget) => Reflect.construct(target, args.length > 0 ? args : [now()], newTarget),
    apply: () => new Real(now()).toString(),
    get: (target, key, receiver) => (key === 'now' ? now : Reflect.get(target, key, receiver)),
  });
}
