import { printableLines } from './printable.js';
import type { Progress, Reading } from './progress.js';
import { describeReading, Meter } from './reading.js';

/** Milliseconds between two lines about the same stage of the same thing: a log wants few of them. */
const INTERVAL = 10_000;

/** Progress where the output is no terminal: a line at the start of each stage, one now and then, and one at the end. */
export class Lines implements Progress {
  readonly #stream: NodeJS.WritableStream;
  readonly #shown = new Map<string, { stage: string | undefined; at: number; meter: Meter }>();

  constructor(stream: NodeJS.WritableStream) {
    this.#stream = stream;
  }

  update(name: string, reading: Reading): void {
    const before = this.#shown.get(name);
    const meter = before?.meter ?? new Meter();
    const read = meter.read(reading);
    const now = performance.now();
    if (before && before.stage === read.stage && now - before.at < INTERVAL) return;
    this.#shown.set(name, { stage: read.stage, at: now, meter });
    this.say([name, read.stage, describeReading(read)].filter(Boolean).join(': '));
  }

  end(name: string, text: string): void {
    this.#shown.delete(name);
    this.say(`${name}: ${text}`);
  }

  say(text: string): void {
    this.#stream.write(`${printableLines(text)}\n`);
  }

  stop(): void {}
}
