import {
  type Answer,
  allProbes,
  type BatchesTask,
  type ImagesTask,
  type Probe,
  type RowsTask,
  type Watch,
} from '@parallax/evaluation';

/** An answer with what it predicts of all test images. */
interface Whole extends Omit<Answer, 'predict'> {
  labels: Int32Array;
  probabilities: Float32Array;
}

/** All that a probe answers, by its name; what values leave out is as declared. */
export async function answersOf(
  name: string,
  task: RowsTask | BatchesTask | ImagesTask,
  values: object = {},
  watch: Watch = {},
): Promise<Whole[]> {
  const probe = allProbes.find(([key]) => key === name)?.[1] as Probe;
  const declared = Object.entries(probe.parameters).map(([parameter, { default: usual }]) => [parameter, usual]);
  const run = probe.run as (task: object, values: object, watch: Watch) => AsyncIterable<Answer>;
  const answers: Whole[] = [];
  for await (const { predict, ...answer } of run(
    task,
    { ...Object.fromEntries(declared), ...probe.steps, ...values },
    watch,
  )) {
    const labels: number[] = [];
    const probabilities: number[] = [];
    for await (const piece of predict()) {
      labels.push(...piece.labels);
      probabilities.push(...piece.probabilities);
    }
    answers.push({ ...answer, labels: Int32Array.from(labels), probabilities: Float32Array.from(probabilities) });
  }
  return answers;
}

/** The same of a probe that answers once. */
export async function onlyAnswer(...asked: Parameters<typeof answersOf>): Promise<Whole> {
  const [answer] = await answersOf(...asked);
  return answer as Whole;
}
