import type { StageInput } from '@parallax/contract';

/** Where a job's time goes: seconds, count and bytes, by stage. Stages may overlap. */
export class Stages {
  readonly #stages = new Map<string, { seconds: number; count: number; bytes: number }>();

  add(name: string, seconds: number, bytes = 0): void {
    const stage = this.#stages.get(name) ?? { seconds: 0, count: 0, bytes: 0 };
    this.#stages.set(name, { seconds: stage.seconds + seconds, count: stage.count + 1, bytes: stage.bytes + bytes });
  }

  /** Times what `work` takes. */
  async time<Result>(
    name: string,
    work: () => Promise<Result>,
    bytesOf: (result: Result) => number = () => 0,
  ): Promise<Result> {
    const began = performance.now();
    const result = await work();
    this.add(name, (performance.now() - began) / 1000, bytesOf(result));
    return result;
  }

  /** As the API has them, in the order in which they first came. */
  list(): StageInput[] {
    return [...this.#stages].map(([name, stage]) => ({ name, ...stage }));
  }
}
