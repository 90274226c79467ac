import { type BlobRef, bytesOf, RowStore, type StreamedTensor, type Tensor } from '@parallax/blobs';
import type { EvaluationInput, ProbeResultInput, RepresentationInput } from '@parallax/contract';
import {
  type Answer,
  answerName,
  type Labels,
  type Probe,
  type Scored,
  scores,
  type Watch,
} from '@parallax/evaluation';
import { putResult, putStreamedResult } from '@parallax/jobs';
import { catalogue, instrument, semconv, withSpan } from '@parallax/telemetry';
import type { Attempt } from './attempt.js';
import { confusionWhereItFits } from './record-room.js';
import { watchStage } from './watch-stage.js';

/** The classes of the train and the test images. */
export interface ClassLabels {
  trainLabels: Labels;
  testLabels: Labels;
  /** Their names. */
  classes: readonly string[];
}

/** An evaluation, with all that is summed up over seeds. */
export type Measured = EvaluationInput & Scored<RepresentationInput>;

/** A probe's result, but for what is told of its run. */
export type Found = ProbeResultInput & { evaluations: Measured[] };

/** What is probed; the name is for people: `raw pixels`. */
export interface Subject {
  representation: RepresentationInput;
  name: string;
  /** Of an encoder whose classifiers are kept, for pictures to be classified by: its sha256, and which of its outputs it is. */
  encoder?: { encoder: string; features: string };
}

const accuracy = instrument(catalogue.evaluation.accuracy);

/** Runs one probe as a stage of the attempt (`kNN: raw pixels`), scores what it predicts of the test images, and keeps it. */
export async function measure(
  attempt: Attempt,
  labels: ClassLabels,
  subject: Subject,
  { name, title }: Probe,
  run: (watch: Watch) => AsyncIterable<Answer>,
): Promise<Measured[]> {
  const { task, source } = attempt;
  const { representation } = subject;
  const stage = `${title}: ${subject.name}`;
  const attributes = { [semconv.ATTR_PROBE]: name, [semconv.ATTR_REPRESENTATION]: nameOf(representation) };
  const evaluations: Measured[] = [];
  await withSpan(stage, { attributes }, () =>
    source.stages.time(stage, async () => {
      for await (const answer of run(watchStage(task, stage))) {
        const { settings = {}, chosen = {}, classifier } = answer;
        const { found, predictions } = await predict(attempt, labels, answer);
        const scored = scores(found, labels.testLabels, labels.classes.length);
        const confusion = confusionWhereItFits(found, labels.testLabels, labels.classes.length);
        const kept =
          subject.encoder && classifier && (await keep(attempt, classifier, labels.classes, subject.encoder));
        const blobs = { predictions, ...(kept && { classifier: kept }) };
        evaluations.push({ representation, probe: name, ...scored, confusion, settings, chosen, ...blobs });
        accuracy(scored.accuracy.value, {
          ...attributes,
          [semconv.ATTR_PROBE]: answerName(name, settings),
        });
      }
    }),
  );
  return evaluations;
}

/** What is predicted of the test images and what they are, put into the store together with the probabilities of all, which may be more than memory holds. */
async function predict(
  { source: { store, signal, stages } }: Attempt,
  { testLabels, classes }: ClassLabels,
  answer: Answer,
): Promise<{ found: Int32Array; predictions: BlobRef }> {
  const count = testLabels.length;
  const found = new Int32Array(count);
  const rows = await RowStore.open({ count, bytes: 4 * classes.length });
  try {
    let done = 0;
    for await (const { labels, probabilities } of answer.predict()) {
      found.set(labels, done);
      done += labels.length;
      await rows.add(bytesOf(probabilities));
    }
    const tensors = {
      labels: labelTensor(found),
      truth: labelTensor(Int32Array.from(testLabels)),
      probabilities: rows.asTensor(),
    };
    const put = () => putStreamedResult(store, 'probes', tensors, { signal });
    return { found, predictions: await stages.time('put', put, ({ size }) => size) };
  } finally {
    await rows.close();
  }
}

function labelTensor(labels: Int32Array): StreamedTensor {
  return {
    dtype: 'I32',
    shape: [labels.length],
    async *read() {
      yield new Uint8Array(labels.buffer, labels.byteOffset, labels.byteLength);
    },
  };
}

function keep(
  { source: { store, signal } }: Attempt,
  classifier: NonNullable<Answer['classifier']>,
  classes: readonly string[],
  encoder: NonNullable<Subject['encoder']>,
): Promise<BlobRef> {
  // As a tensor, for 65,535 names are more than a header of safetensors takes.
  const names = Buffer.from(JSON.stringify(classes));
  const tensors = { ...tensorsOf(classifier), classes: { dtype: 'U8' as const, shape: [names.length], data: names } };
  return putResult(store, 'probes', tensors, { metadata: encoder, signal });
}

/** Its tensors by name: those of several layers as PyTorch calls them, `fc1.weight`. */
function tensorsOf(classifier: NonNullable<Answer['classifier']>): Record<string, Tensor> {
  if ('layers' in classifier) {
    const named = classifier.layers.flatMap((layer, place) => Object.entries(layerTensors(layer, `fc${place + 1}.`)));
    return Object.fromEntries(named);
  }
  const moment = (data: Float64Array): Tensor => ({ dtype: 'F64', shape: [data.length], data });
  const { mean, deviation, ...layer } = classifier;
  return { ...layerTensors(layer), mean: moment(mean), deviation: moment(deviation) };
}

function layerTensors(layer: { weight: Float32Array; bias: Float32Array }, prefix = ''): Record<string, Tensor> {
  const { weight, bias } = layer;
  const outputs = bias.length;
  return {
    [`${prefix}weight`]: { dtype: 'F32', shape: [outputs, weight.length / outputs], data: weight },
    [`${prefix}bias`]: { dtype: 'F32', shape: [outputs], data: bias },
  };
}

/** `REPRESENTATION_RAW_PIXELS` as telemetry has it: `raw_pixels`. */
function nameOf(representation: RepresentationInput): string {
  return String(representation).replace('REPRESENTATION_', '').toLowerCase();
}
