import type { Normalisation } from '@parallax/networks';
import { concat, scope, slice, type Tensor, type Variable } from '@parallax/tensors';
import { type Batch, type BatchGroup, chunksOf, countViews, type Shown, shownOf } from './batch.js';
import type { Companions } from './companions.js';
import type { Mode } from './layers/layer.js';
import type { Sequence } from './layers/sequence.js';
import type { Model } from './model.js';
import type { Measured, Objective } from './objectives/objective.js';
import { addLists, type PassRows, pass, sum } from './pass.js';

/** What gradients are worked out by. */
export interface BackpropagationParts {
  model: Model;
  /** Whether the objective compares what lies behind the head. */
  usesHead: boolean;
  companions: Companions;
  objective: Objective;
  /** Of the objective's parameters. */
  values: Record<string, number>;
  groups: readonly BatchGroup[];
  normalisation: Normalisation;
  /** Images that go through the networks at once; default all. */
  chunk?: number | undefined;
  /** As many of the encoder's first layers stay as they are, in evaluation. */
  frozen: number;
  /** Does work as a stage of the step. */
  timed<Result>(stage: string, work: () => Result, bytes?: number): Result;
}

export interface Gradients {
  loss: Tensor;
  /** By each trained parameter. */
  gradients: Tensor[];
  /** What else is measured. */
  measures: Tensor[];
  /** What the objective keeps of the step. */
  kept: Readonly<Record<string, Tensor>>;
}

/** What an objective makes of rows, with the gradients by those of encoder and head, and by the predictor's parameters. */
interface Compared extends Omit<Gradients, 'gradients'> {
  byRows: PassRows;
  byPredictor: readonly Tensor[];
}

/** Rows of a batch, and what the target makes of it. */
interface Rows extends PassRows {
  targets?: Tensor | undefined;
}

/**
 * From a batch to the gradients of its loss. In chunks, all of them go through the networks for their rows alone, which the objective then
 * compares as one batch; and once more, each with the gradients by its rows on the way back (Gao et al. 2021, "Scaling deep contrastive
 * learning batch size under memory limited setup"). So the gradients are the whole batch's, but for rounding and for batch norms, which go by
 * the chunk.
 */
export class Backpropagation {
  readonly #parts: BackpropagationParts;
  /** The layers of the encoder that stay as they are, and those that are trained. */
  readonly #below: Sequence;
  readonly #above: Sequence;
  /** Those of the target, where there is one: it shares the layers below. */
  readonly #targetAbove: Sequence | undefined;

  constructor(parts: BackpropagationParts) {
    this.#parts = parts;
    [this.#below, this.#above] = parts.model.encoder.split(parts.frozen);
    this.#targetAbove = parts.companions.target?.encoder.split(parts.frozen)[1];
  }

  /** The parameters of the encoder that are trained. */
  get trained(): readonly Variable[] {
    return this.#above.parameters;
  }

  /** @param step how many have been done, from which the objective draws */
  gradients(batch: Batch, step: number, measured: boolean): Gradients {
    const chunks = chunksOf(batch, this.#parts.groups, this.#parts.chunk);
    return scope(() =>
      chunks.length === 1 ? this.#whole(batch, step, measured) : this.#chunked(chunks, step, measured),
    );
  }

  #whole(batch: Batch, step: number, measured: boolean): Gradients {
    const pixels = this.#upload(batch);
    return this.#parts.timed('forward-backward', () => {
      const shown = this.#passBelow(pixels);
      const { rows, backward } = this.#pass(shown, 'training');
      const compared = this.#compare({ ...rows, targets: this.#targets(shown) }, batch.labels, step, measured);
      return { ...compared, gradients: [...backward(compared.byRows), ...compared.byPredictor] };
    });
  }

  #chunked(chunks: readonly Batch[], step: number, measured: boolean): Gradients {
    const { timed } = this.#parts;
    const parts = chunks.map((chunk) => this.#rehearse(chunk));
    const labels = chunks.flatMap(({ labels = [] }) => [...labels]);
    const compared = timed('forward-backward', () => {
      const all = (name: keyof Rows) =>
        parts[0]?.[name] &&
        concat(
          parts.map((part) => part[name] as Tensor),
          0,
        );
      const rows = { features: all('features'), projections: all('projections'), targets: all('targets') };
      return this.#compare(rows, Int32Array.from(labels), step, measured);
    });
    let sums: Tensor[] = [];
    let before = 0;
    for (const [at, chunk] of chunks.entries()) {
      const count = rowsIn(parts[at] as Rows);
      const added = scope(() => {
        const pixels = this.#upload(chunk);
        return timed('forward-backward', () => {
          const by = this.#pass(this.#passBelow(pixels), 'training').backward(rowsFrom(compared.byRows, before, count));
          return addLists(at === 0 ? [by] : [sums, by]);
        });
      });
      for (const each of sums) each.dispose();
      sums = added;
      before += count;
    }
    return { ...compared, gradients: [...sums, ...compared.byPredictor] };
  }

  /** The rows of a chunk that the objective compares, without a way back. */
  #rehearse(chunk: Batch): Rows {
    const { objective, companions, timed } = this.#parts;
    const names: readonly string[] = objective.rows;
    return scope(() => {
      const pixels = this.#upload(chunk);
      return timed('forward-backward', () => {
        const shown = this.#passBelow(pixels);
        const { features, projections } = this.#pass(shown, 'rehearsal').rows;
        return {
          features: names.includes('features') ? features : undefined,
          projections: names.includes('projections') || companions.predictor ? projections : undefined,
          targets: this.#targets(shown),
        };
      });
    });
  }

  #upload(batch: Batch): Shown[] {
    const { groups, normalisation, timed } = this.#parts;
    const bytes = batch.views.reduce((total, { length }) => total + length, 0);
    return timed('upload', () => shownOf(batch, groups, normalisation), bytes);
  }

  /** What the layers that stay as they are make of views. */
  #passBelow(shown: readonly Shown[]): Shown[] {
    return shown.map(({ pixels, views }) => ({ pixels: this.#below.forward(pixels, 'evaluation').output, views }));
  }

  #pass(shown: readonly Shown[], mode: Mode) {
    const { model, usesHead } = this.#parts;
    return pass({ encoder: this.#above, head: usesHead ? model.head : undefined }, shown, mode);
  }

  /**
   * What a target makes of what the layers below show of the global views: batch norms go by the batch there too, and no
   * gradient goes back.
   */
  #targets([global]: readonly Shown[]): Tensor | undefined {
    const features = this.#targetAbove?.forward((global as Shown).pixels, 'training').output;
    return features && this.#parts.companions.target?.head?.forward(features, 'training').output;
  }

  #compare({ targets, ...rows }: Rows, labels: Int32Array | undefined, step: number, measured: boolean): Compared {
    const { companions, groups, objective, values } = this.#parts;
    const predicted = companions.predictor?.forward(rows.projections as Tensor, 'training');
    const kept = Object.entries(companions.kept).map(([name, variable]) => [name, variable.read()] as const);
    // Those that it takes are there.
    const given = { ...rows, targets, predictions: predicted?.output } as Record<Objective['rows'][number], Tensor>;
    const computed = objective.compute(given, values, {
      ...countViews(groups),
      labels,
      kept: Object.fromEntries(kept),
      gaussian: (count) => companions.draw(count, step),
    });
    const { gradients, loss, measure } = computed;
    const prediction = predicted?.backward(gradients.predictions as Tensor);
    const reaches = gradients.projections || prediction;
    return {
      loss,
      byRows: {
        features: gradients.features,
        projections: reaches && sum(gradients.projections, prediction?.input),
      },
      byPredictor: prediction?.parameters ?? [],
      measures: measured ? measuresOf(objective, measure()) : [],
      kept: computed.kept ?? {},
    };
  }
}

/** What an objective measured, in the order of its metrics, by which their readers know them. */
function measuresOf({ name, metrics }: Objective, found: Measured): Tensor[] {
  return metrics.map((metric) => {
    const value = found[metric];
    if (!value) throw new Error(`${name} has not measured ${metric}, which it declares`);
    return value;
  });
}

function rowsIn({ features, projections }: PassRows): number {
  return (features ?? projections)?.shape[0] as number;
}

/** So many of the gradients' rows, from one on. */
function rowsFrom({ features, projections }: PassRows, first: number, count: number): PassRows {
  const own = (rows: Tensor | undefined) => rows && slice(rows, [first, 0], [count, -1]);
  return { features: own(features), projections: own(projections) };
}
