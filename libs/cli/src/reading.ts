import { formatBytes, formatNumber, formatSeconds } from './format.js';
import type { Reading } from './progress.js';

/** `12,800 of 50,000 views · 512/s · 1:13 left · loss 4.12` */
export function describeReading({ done, total, unit, rate, remaining, note }: Reading): string {
  const amount = unit === 'bytes' ? formatBytes : formatNumber;
  const parts: string[] = [];
  if (unit === 'seconds' && done !== undefined) {
    parts.push(`${formatSeconds(done)}${total ? ` (usually ${formatSeconds(total)})` : ''}`);
  } else if (done !== undefined && total) {
    parts.push(`${amount(done)} of ${amount(total)}${unit && unit !== 'bytes' ? ` ${unit}` : ''}`);
    if (rate) parts.push(`${amount(rate)}/s`);
    if (remaining !== undefined) parts.push(`${formatSeconds(remaining)} left`);
  }
  if (note) parts.push(note);
  return parts.join(' · ');
}

/** Measures rate and time left of one thing, stage by stage, where whoever reports doesn't tell them. */
export class Meter {
  #stage: string | undefined;
  #since = 0;
  #from = 0;

  read(reading: Reading): Reading {
    const { stage, done, total, unit } = reading;
    if (done === undefined || !total || unit === 'seconds' || reading.rate) return reading;
    const now = performance.now();
    if (this.#since === 0 || stage !== this.#stage) {
      this.#stage = stage;
      this.#since = now;
      this.#from = done;
    }
    const rate = (1000 * (done - this.#from)) / (now - this.#since);
    return rate > 0 && Number.isFinite(rate) ? { ...reading, rate, remaining: (total - done) / rate } : reading;
  }
}
