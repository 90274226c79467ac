import type { Attributes } from '@opentelemetry/api';
import type { StageInput } from '@parallax/contract';
import { beginAtZero, catalogue, instrument, semconv } from '@parallax/telemetry';

const time = instrument(catalogue.stages.time);
const io = instrument(catalogue.stages.io);
const duration = instrument(catalogue.stages.duration);

/** Lets the stages of a kind of job stand at 0 from when a worker starts. */
export function stagesAtZero(kind: string, names: readonly string[]): void {
  for (const name of names) {
    const stage = { [semconv.ATTR_JOB_KIND]: kind, [semconv.ATTR_STAGE]: name };
    for (const metric of [catalogue.stages.time, catalogue.stages.io]) beginAtZero(metric, stage);
  }
}

/** What a name says after a colon, such as the recipe, would make too many series. */
function measureStage(name: string, seconds: number, bytes: number): void {
  const stage = { [semconv.ATTR_STAGE]: name.replace(/:.*/, '').toLowerCase() };
  time(seconds, stage);
  io(bytes, stage);
  duration(seconds, stage);
}

/** Where a job's time goes: seconds, count and bytes, by stage. Stages may overlap. */
export class Stages {
  readonly #stages = new Map<string, { seconds: number; count: number; bytes: number }>();
  readonly #whole: Stages | undefined;

  /** @param whole what these are a part of, such as a job's of which these are an epoch's: what is added here is added there */
  constructor(whole?: Stages) {
    this.#whole = whole;
  }

  add(name: string, seconds: number, bytes = 0): void {
    const stage = this.#stages.get(name) ?? { seconds: 0, count: 0, bytes: 0 };
    this.#stages.set(name, { seconds: stage.seconds + seconds, count: stage.count + 1, bytes: stage.bytes + bytes });
    if (this.#whole) this.#whole.add(name, seconds, bytes);
    else measureStage(name, seconds, bytes);
  }

  /** Times what `work` takes. */
  async time<Result>(
    name: string,
    work: () => Promise<Result> | Result,
    bytesOf: (result: Result) => number = () => 0,
  ): Promise<Result> {
    const began = performance.now();
    const result = await work();
    this.add(name, (performance.now() - began) / 1000, bytesOf(result));
    return result;
  }

  /** Of one stage so far. */
  seconds(name: string): number {
    return this.#stages.get(name)?.seconds ?? 0;
  }

  /** As the API has them, in the order in which they first came. */
  list(): StageInput[] {
    return [...this.#stages].map(([name, stage]) => ({ name, ...stage }));
  }

  /** As attributes of the span that they are the stages of: `parallax.stage.<name>.seconds`, `.count`, and `.bytes` where there are any. */
  attributes(): Attributes {
    const entries = [...this.#stages].flatMap(([name, { seconds, count, bytes }]) => {
      const key = semconv.stageKey(name);
      return [[`${key}.seconds`, seconds], [`${key}.count`, count], ...(bytes > 0 ? [[`${key}.bytes`, bytes]] : [])];
    });
    return Object.fromEntries(entries);
  }
}
