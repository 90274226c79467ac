import { type Context, context } from '@opentelemetry/api';
import { Stages } from '@parallax/reader';
import { type OpenSpan, openSpan, semconv, withSpan } from '@parallax/telemetry';

/** A span that is open, and where its time goes. */
interface Part {
  stages: Stages;
  span: OpenSpan;
}

interface Epoch extends Part {
  /** Once its steps have begun. */
  steps?: Part;
}

/** What is done for an epoch: the stages that it counts as, and the context of the span that it belongs to. */
export interface Place {
  stages: Stages;
  context: Context;
}

/**
 * The spans of a training's epochs, which count from 0. Views are read ahead, so an epoch begins with the first request for its
 * views, while the one before it is still at its steps. Within it lie the shards that leave spans, and the span of its steps.
 * Either bears the totals of its stages.
 */
export class Epochs {
  /** Of all epochs. */
  readonly stages = new Stages();
  readonly #attempt = context.active();
  readonly #open = new Map<number, Epoch>();
  #steps: Part | undefined;

  /** For what reads an epoch's views. */
  reading(epoch: number): Place {
    const { stages, span } = this.#of(epoch);
    return { stages, context: span.context };
  }

  /** For what is done between the steps of the epoch under way. */
  get stepping(): Place {
    return { stages: this.#steps?.stages ?? this.stages, context: this.#steps?.span.context ?? this.#attempt };
  }

  /** The steps of an epoch begin. */
  begin(epoch: number): void {
    const whole = this.#of(epoch);
    whole.steps = { stages: new Stages(whole.stages), span: openSpan('steps', { parent: whole.span.context }) };
    this.#steps = whole.steps;
  }

  /** The epoch's steps are done, and with them the epoch. */
  end(epoch: number, steps: number): void {
    const whole = this.#of(epoch);
    whole.span.span.setAttribute(semconv.ATTR_STEPS, steps);
    this.#close(epoch, whole);
  }

  /** Saves a checkpoint between two steps, within a span, as the stage `checkpoint`. `save` returns its bytes. */
  async checkpoint(save: () => Promise<number>): Promise<void> {
    const { stages, context } = this.stepping;
    await withSpan('checkpoint', { parent: context }, () => stages.time('checkpoint', save, (bytes) => bytes));
  }

  /** Passes the training's outcome on, and ends with it what is still open. */
  async closedAfter<T>(training: Promise<T>): Promise<T> {
    let failure: unknown;
    try {
      return await training;
    } catch (thrown) {
      failure = thrown;
      throw thrown;
    } finally {
      for (const [number, epoch] of this.#open) this.#close(number, epoch, failure);
    }
  }

  #of(number: number): Epoch {
    const known = this.#open.get(number);
    if (known) return known;
    const span = openSpan('epoch', { parent: this.#attempt, attributes: { [semconv.ATTR_EPOCH]: number + 1 } });
    const epoch = { stages: new Stages(this.stages), span };
    this.#open.set(number, epoch);
    return epoch;
  }

  #close(number: number, epoch: Epoch, failure?: unknown): void {
    if (epoch.steps) endPart(epoch.steps, failure);
    endPart(epoch, failure);
    this.#open.delete(number);
  }
}

function endPart({ stages, span }: Part, failure: unknown): void {
  span.span.setAttributes(stages.attributes());
  span.end(failure);
}
