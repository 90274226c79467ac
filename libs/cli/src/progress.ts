import { Bars } from './progress-bars.js';
import { Lines } from './progress-lines.js';

/** How far something has come. */
export interface Reading {
  stage?: string | undefined;
  done?: number | undefined;
  total?: number | undefined;
  /** What `done` counts. `bytes` are shown as kB, MB, …; `seconds` are those that passed, of those it usually takes. */
  unit?: string | undefined;
  /** Units a second; measured where it is not told. */
  rate?: number | undefined;
  /** Seconds. */
  remaining?: number | undefined;
  note?: string | undefined;
}

/** Shows how far several things have come, on stderr: stdout belongs to results. */
export interface Progress {
  update(name: string, reading: Reading): void;
  /** The thing has ended; the text stays. */
  end(name: string, text: string): void;
  say(text: string): void;
  /** Ends what is shown, and leaves the terminal as it was. */
  stop(): void;
}

/** Bars with rate and time left on a terminal, otherwise plain lines at sensible intervals. */
export function openProgress(stream: NodeJS.WriteStream = process.stderr): Progress {
  return stream.isTTY ? new Bars(stream) : new Lines(stream);
}
