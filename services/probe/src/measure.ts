import type { EvaluationInput, RepresentationInput } from '@parallax/contract';
import { type Labels, scores, type Watch } from '@parallax/evaluation';
import { catalogue, instrument, semconv, withSpan } from '@parallax/telemetry';
import type { Attempt } from './attempt.js';
import { watchStage } from './watch-stage.js';

/** The classes of the train and the test images. */
export interface ClassLabels {
  trainLabels: Labels;
  testLabels: Labels;
  /** How many there are. */
  classes: number;
}

/** What is probed; the name is for people: `raw pixels`. */
export interface Subject {
  representation: RepresentationInput;
  name: string;
}

const accuracy = instrument(catalogue.evaluation.accuracy);

const titles = { knn: 'kNN', linear: 'linear', mlp: 'MLP' };

/** Runs one probe as a stage of the attempt (`kNN: raw pixels`), and scores what it predicts of the test images. */
export async function measure(
  { task, source }: Attempt,
  { testLabels, classes }: ClassLabels,
  { representation, name }: Subject,
  probe: keyof typeof titles,
  predict: (watch: Watch) => Promise<Labels>,
): Promise<EvaluationInput> {
  const stage = `${titles[probe]}: ${name}`;
  const attributes = { [semconv.ATTR_PROBE]: probe, [semconv.ATTR_REPRESENTATION]: nameOf(representation) };
  const predictions = await withSpan(stage, { attributes }, () =>
    source.stages.time(stage, () => predict(watchStage(task, stage))),
  );
  const scored = scores(predictions, testLabels, classes);
  accuracy(scored.accuracy.value, attributes);
  return { representation, probe, ...scored };
}

/** `REPRESENTATION_RAW_PIXELS` as telemetry has it: `raw_pixels`. */
function nameOf(representation: RepresentationInput): string {
  return String(representation).replace('REPRESENTATION_', '').toLowerCase();
}
