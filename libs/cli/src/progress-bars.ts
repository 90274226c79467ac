// cli-progress: small, with one dependency, and one of few that draw several bars at once with lines printed above them.
import { MultiBar, type SingleBar } from 'cli-progress';
import { printable, printableLines } from './printable.js';
import type { Progress, Reading } from './progress.js';
import { describeReading, Meter } from './reading.js';

const look = { format: '{name} {bar} {text}', barCompleteChar: '━', barIncompleteChar: '┄', barsize: 20 };

/** Progress on a terminal: one line each, drawn in place. */
export class Bars implements Progress {
  readonly #stream: NodeJS.WriteStream;
  readonly #shown = new Map<string, { bar: SingleBar; meter: Meter; total: number }>();
  #bars: MultiBar | undefined;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  update(name: string, reading: Reading): void {
    const shown = this.#show(name);
    const read = shown.meter.read(reading);
    const text = printable([read.stage, describeReading(read)].filter(Boolean).join(' · '));
    shown.total = read.total || 1;
    shown.bar.setTotal(shown.total);
    shown.bar.update(Math.min(read.done ?? 0, shown.total), { text });
  }

  end(name: string, text: string): void {
    const { bar, total } = this.#show(name);
    bar.update(total, { text: printable(text) });
    bar.stop();
  }

  say(text: string): void {
    const lines = `${printableLines(text)}\n`;
    if (this.#bars) this.#bars.log(lines);
    else this.#stream.write(lines);
  }

  stop(): void {
    this.#bars?.stop();
    this.#bars = undefined;
    this.#shown.clear();
  }

  #show(name: string) {
    // Signals are the command's own affair, which stops the bars.
    this.#bars ??= new MultiBar({ ...look, stream: this.#stream, hideCursor: true, gracefulExit: false });
    const shown = this.#shown.get(name) ?? {
      bar: this.#bars.create(1, 0, { name: name.padEnd(15), text: '' }),
      meter: new Meter(),
      total: 1,
    };
    this.#shown.set(name, shown);
    return shown;
  }
}
