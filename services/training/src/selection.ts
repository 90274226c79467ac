import type { BlobRef } from '@parallax/blobs';
import type { AfterEpoch } from '@parallax/learning';
import { type Measure, onlineMeasures, type ResolvedTraining } from '@parallax/specs';
import type { KeptEncoder } from './checkpoint.js';

/** What a measure was after an epoch, counted from 1. */
export interface Measured {
  epoch: number;
  value: number;
}

export interface SelectionOptions {
  /** Epochs of a training that this one continues: they are not compared. */
  before: number;
  /** What the attempts before have kept. */
  kept: readonly KeptEncoder[];
  /** Puts the encoder as it is. */
  put: () => Promise<BlobRef>;
}

/** Compares the epochs of a training: which of their encoders are kept, and whether it ends before its last. */
export class Selection {
  readonly #training: ResolvedTraining;
  readonly #options: SelectionOptions;
  #kept: readonly KeptEncoder[];
  #stopped = '';

  constructor(training: ResolvedTraining, options: SelectionOptions) {
    this.#training = training;
    this.#options = options;
    this.#kept = options.kept;
  }

  /** In the order of the epochs. */
  get kept(): readonly KeptEncoder[] {
    return this.#kept;
  }

  /** Why the training has ended before its last epoch; empty where it has not. */
  get stopped(): string {
    return this.#stopped;
  }

  /**
   * After an epoch, counted from 1. Of an epoch that it is told of again it comes to the same.
   *
   * @param measured what a measure was after each epoch so far that has been measured
   */
  async epoch(epoch: number, measured: (measure: Measure) => readonly Measured[]): Promise<AfterEpoch> {
    const { before } = this.#options;
    if (epoch <= before) return { save: false, stop: false };
    const compared = (measure: Measure) => measured(measure).filter((each) => each.epoch > before);
    const save = await this.#keep(epoch, compared);
    this.#stopped = this.#whyStop(epoch, compared);
    return { save, stop: this.#stopped !== '' };
  }

  /** Returns whether anything has come to what is kept: a checkpoint that names it is what keeps it from being collected. */
  async #keep(epoch: number, measured: (measure: Measure) => readonly Measured[]): Promise<boolean> {
    const { everyEpochs = 0, best = [] } = this.#training.keep ?? {};
    const isDue = everyEpochs > 0 && epoch % everyEpochs === 0;
    const found: Omit<KeptEncoder, 'encoder'>[] = isDue ? [{ epoch }] : [];
    for (const measure of best) {
      const last = measured(measure).at(-1);
      if (last?.epoch === epoch && bestOf(measured(measure), measure)?.epoch === epoch)
        found.push({ epoch, best: measure, value: last.value });
    }
    const isNew = ({ epoch, best }: Omit<KeptEncoder, 'encoder'>) =>
      !this.#kept.some((each) => each.epoch === epoch && each.best === best);
    const chosen = found.filter(isNew);
    if (chosen.length === 0) return false;
    const encoder = await this.#options.put();
    const overtaken = ({ best }: KeptEncoder) => best !== undefined && chosen.some((each) => each.best === best);
    this.#kept = [...this.#kept.filter((each) => !overtaken(each)), ...chosen.map((each) => ({ ...each, encoder }))];
    return true;
  }

  #whyStop(epoch: number, measured: (measure: Measure) => readonly Measured[]): string {
    const { stopWhen, epochs } = this.#training;
    if (!stopWhen || epoch === epochs) return '';
    const { measure, patience } = stopWhen;
    const values = measured(measure);
    const best = bestOf(values, measure);
    if (!best || values.at(-1)?.epoch !== epoch) return '';
    const since = epoch - best.epoch;
    if (since < patience) return '';
    const { word, isHigherBetter } = onlineMeasures[measure];
    const moved = isHigherBetter ? 'risen' : 'fallen';
    const told = `${best.value.toPrecision(4)} after epoch ${best.epoch}`;
    return `${word} has not ${moved} for ${since} ${since === 1 ? 'epoch' : 'epochs'}: it was ${told}`;
  }
}

/** The first of the best, but for those that are no number. */
function bestOf(values: readonly Measured[], measure: Measure): Measured | undefined {
  const sign = onlineMeasures[measure].isHigherBetter ? 1 : -1;
  return values.reduce<Measured | undefined>((best, each) => {
    if (Number.isNaN(each.value)) return best;
    return best === undefined || sign * each.value > sign * best.value ? each : best;
  }, undefined);
}
