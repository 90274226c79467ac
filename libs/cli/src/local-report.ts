import type { PartName, Progress as PartProgress, ProcessEvent, State } from '@parallax/local';
import { formatSeconds } from './format.js';
import type { Progress } from './progress.js';

/** Shows how far set-up and the start of a stack have come. */
export class LocalReport {
  /** The parts that had to be made. */
  readonly made: PartName[] = [];
  readonly #progress: Progress;
  #since = 0;

  constructor(progress: Progress) {
    this.#progress = progress;
  }

  readonly report = (event: PartProgress | ProcessEvent): void => {
    if ('part' in event) this.#part(event);
    else this.#process(event);
  };

  /** The part that was last heard of is ready. */
  finish(): void {
    const last = this.made.at(-1);
    if (last) this.#progress.end(last, `ready after ${formatSeconds((performance.now() - this.#since) / 1000)}`);
    this.#progress.stop();
  }

  #part({ part, note, done, total, unit }: PartProgress): void {
    if (part !== this.made.at(-1)) {
      this.finish();
      this.made.push(part);
      this.#since = performance.now();
    }
    this.#progress.update(part, { stage: note, done, total, unit });
  }

  #process({ process, state, note }: ProcessEvent): void {
    if (state !== 'stopped') this.#progress.say(`${process} ${state === 'died' ? `died: ${note}` : 'is up'}`);
  }
}

/** Where what is up in the background can be found. */
export function describeState({ addresses, pages, directory }: State): string {
  const places = Object.entries({ ...addresses, ...pages }).map(([name, address]) => `${name.padEnd(14)}${address}`);
  return [...places, `jobs, blobs and logs are in ${directory}; \`parallax down\` ends it`].join('\n');
}
