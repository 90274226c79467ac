import { setImmediate as breathe } from 'node:timers/promises';
import type { OnlineDiagnostics as Found } from '@parallax/contract';
import { ParallaxError } from '@parallax/errors';
import { diagnostics, type FeatureRows, type Features, knn, NEIGHBOURS, rowsIn } from '@parallax/evaluation';
import { encode, type Model } from '@parallax/learning';
import { goesByDiagnostics, type ResolvedTraining } from '@parallax/specs';
import type { Labelled, Samples } from './samples.js';

/** A step computes forward and, about twice as long, backward. */
const forwardShare = 1 / 3;

/**
 * Measures a model between the epochs of its training: on the same images each time, for as long as that stays within its
 * share of the training's time. It reads the parameters and draws nothing, so what is trained is the same without it.
 */
export class OnlineDiagnostics {
  readonly #training: ResolvedTraining;
  readonly #model: Model;
  readonly #signal: AbortSignal;
  readonly #read: () => Promise<Samples>;
  #samples: Samples | undefined;
  /** Seconds of all measurements so far, with the reading of the samples, and of the last one without. */
  #spent = 0;
  #last: number | undefined;

  /** @param read reads the samples, once they are needed */
  constructor(training: ResolvedTraining, model: Model, read: () => Promise<Samples>, signal: AbortSignal) {
    this.#training = training;
    this.#model = model;
    this.#read = read;
    this.#signal = signal;
  }

  /**
   * Whether an epoch's end is the time for a measurement, by its cadence and its budget; this doesn't count where the training goes
   * by them, or what comes of it would depend on the machine's speed.
   *
   * @param epoch counted from 1
   * @param seconds that this attempt has trained for
   * @param viewsPerSecond of training
   */
  isDue(epoch: number, seconds: number, viewsPerSecond: number): boolean {
    const { everyEpochs, budget, images, bank } = this.#training.diagnostics;
    if (everyEpochs === 0 || epoch % everyEpochs !== 0) return false;
    if (goesByDiagnostics(this.#training)) return true;
    const expected = this.#last ?? (forwardShare * (bank + 3 * images)) / viewsPerSecond;
    return this.#spent + expected <= budget * seconds;
  }

  /**
   * @throws LOSS_NOT_FINITE where the last step has left weights with which nothing can be encoded; what the service and the
   *   store throw; the signal's reason
   */
  async measure(epoch: number): Promise<Found> {
    const began = performance.now();
    this.#samples ??= await this.#read();
    const ready = performance.now();
    const pairs = await this.#pairs(this.#samples.pairs, epoch);
    const geometry = await diagnostics({ ...pairs, signal: this.#signal });
    const knnAccuracy = await this.#knn(this.#samples, epoch);
    const ended = performance.now();
    this.#last = (ended - ready) / 1000;
    this.#spent += (ended - began) / 1000;
    const { length: bank } = this.#samples.bank.labels;
    // Rounded at once, so that they are the same whether or not they have been through a checkpoint.
    return rounded({ epoch, ...geometry, knnAccuracy, bank, seconds: this.#last });
  }

  /** z of either view of each image. */
  async #pairs(pixels: Uint8Array, epoch: number): Promise<{ first: Features; second: Features }> {
    const { z } = await this.#encode(pixels, epoch);
    const width = this.#model.network.head?.outputs ?? 0;
    const view = (which: number): Features => {
      const data = new Float32Array(z.length / 2);
      for (let pair = 0; pair < z.length / width / 2; pair++) {
        data.set(z.subarray((2 * pair + which) * width, (2 * pair + which + 1) * width), pair * width);
      }
      return { data, width };
    };
    return { first: view(0), second: view(1) };
  }

  /** The share of the test images that their neighbours in the bank get right, by h. */
  async #knn({ bank, test, classes }: Samples, epoch: number): Promise<number> {
    const features = async ({ pixels, labels }: Labelled): Promise<FeatureRows> => {
      const { h } = await this.#encode(pixels, epoch);
      return rowsIn('features', { data: h, width: h.length / labels.length });
    };
    const k = Math.min(NEIGHBOURS, bank.labels.length);
    const asked = { train: await features(bank), trainLabels: bank.labels, test: await features(test), classes, k };
    const { predictions } = await knn({ ...asked, signal: this.#signal });
    return predictions.filter((label, image) => label === test.labels[image]).length / predictions.length;
  }

  /** Between two of these, timers and messages have their turn. */
  async #encode(pixels: Uint8Array, epoch: number) {
    this.#signal.throwIfAborted();
    await breathe();
    const encoded = encode(this.#model, pixels, this.#training.recipe.normalisation);
    checkFinite(encoded.z, epoch);
    return encoded;
  }
}

/** The loss of a step is that of the weights before it, so those after an epoch's last step show here first. */
function checkFinite(z: Float32Array, epoch: number): void {
  if (z.every(Number.isFinite)) return;
  throw new ParallaxError('LOSS_NOT_FINITE', `the encoder's projections are NaN or infinite after epoch ${epoch}`, {
    metadata: { epoch: String(epoch) },
  });
}

function rounded<Found extends Record<string, number>>(found: Found): Found {
  return Object.fromEntries(Object.entries(found).map(([name, value]) => [name, Math.fround(value)])) as Found;
}
