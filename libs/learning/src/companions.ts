import { type Initialisation, predictorLayers, stateEntries } from '@parallax/networks';
import { deriveSeed, Generator } from '@parallax/random';
import { gaussian, multiply, scalar, scope, subtract, subtractFrom, type Tensor, Variable } from '@parallax/tensors';
import { build } from './layers/build.js';
import { initialiseLayers } from './layers/initialisation.js';
import type { Layer } from './layers/layer.js';
import { Model } from './model.js';
import type { Objective } from './objectives/objective.js';
import { restoreVariables, type State, stateOf } from './state.js';

/** How a predictor's weights begin, and from what all that is drawn derives. */
export interface CompanionOptions {
  initialisation: Initialisation;
  seed: number;
}

/** What an objective needs beside the model that is trained: a predictor, which is trained too, and a slower copy, which follows. */
export class Companions {
  /** z → predictions of the same width; undefined where the objective has none. */
  readonly predictor: Layer | undefined;
  /** A copy of the model, which no gradient reaches. */
  readonly target: Model | undefined;
  /** What the objective keeps from step to step, by its names; it begins by (seed, `objective`, its place). */
  readonly kept: Readonly<Record<string, Variable>>;
  readonly #model: Model;
  readonly #seed: number;

  constructor(
    model: Model,
    { rows, keeps }: Objective,
    { values, initialisation, seed }: CompanionOptions & { values: Record<string, number> },
  ) {
    this.#model = model;
    this.#seed = seed;
    const { network, precision } = model;
    if (rows.includes('predictions')) {
      const layers = predictorLayers(network);
      const state = initialiseLayers(layers, initialisation, { seed, place: stateEntries(network).length });
      this.predictor = build(layers, state, precision, false);
    }
    const all = Object.entries(keeps?.(values, network.head?.outputs ?? 0) ?? {});
    this.kept = Object.fromEntries(
      all.map(([name, { shape, begins }], place) => {
        const drawn = () => directions(shape, new Generator(deriveSeed(seed, 'objective', place)));
        return [name, new Variable(`objective.${name}`, shape, begins === 'zeros' ? undefined : drawn())];
      }),
    );
    if (rows.includes('targets')) this.target = new Model(model.stateDict(), { network, precision });
  }

  /** Brings the target nearer to the model: of what it was, `momentum` stays. */
  follow(momentum: number): void {
    if (!this.target) return;
    const share = scalar(1 - momentum);
    const { parameters } = this.#model;
    for (const [place, own] of this.target.parameters.entries()) {
      const online = parameters[place] as Variable;
      subtractFrom(
        own,
        scope(() => multiply(subtract(own.read(), online.read()), share)),
      );
    }
  }

  /** Standard normal numbers of a step, from (seed, `objective-step`, step). */
  draw(count: number, step: number): Float32Array {
    return gaussian(count, 1, new Generator(deriveSeed(this.#seed, 'objective-step', step)));
  }

  /** Keeps what the objective has made of a step. */
  keep(kept: Readonly<Record<string, Tensor>>): void {
    for (const [name, values] of Object.entries(kept)) this.kept[name]?.assign(values);
  }

  /** All of them by name, those of the target as `target.NAME`. */
  state(): State {
    const target = Object.entries(stateOf(this.target?.variables ?? []));
    return { ...stateOf(this.#own), ...Object.fromEntries(target.map(([name, each]) => [`target.${name}`, each])) };
  }

  restore(state: State): void {
    restoreVariables(this.#own, state);
    const prefix = 'target.';
    const target = Object.entries(state).filter(([name]) => name.startsWith(prefix));
    restoreVariables(
      this.target?.variables ?? [],
      Object.fromEntries(target.map(([name, each]) => [name.slice(prefix.length), each])),
    );
  }

  dispose(): void {
    for (const variable of this.#own) variable.dispose();
    this.target?.dispose();
  }

  get #own(): Variable[] {
    return [...(this.predictor?.parameters ?? []), ...(this.predictor?.buffers ?? []), ...Object.values(this.kept)];
  }
}

/** Unit vectors in random directions, row by row. */
function directions([rows, width]: readonly [number, number], generator: Generator): Float32Array {
  const values = gaussian(rows * width, 1, generator);
  for (let row = 0; row < rows; row++) {
    const own = values.subarray(row * width, (row + 1) * width);
    const norm = Math.sqrt(own.reduce((sum, value) => sum + value * value, 0));
    for (const [at, value] of own.entries()) own[at] = value / norm;
  }
  return values;
}
