import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Dataset, Evaluation, ProbeResult, Stage } from '@parallax/contract';
import { allProbes, answerName } from '@parallax/evaluation';
import type { ExperimentJobs } from './experiment.js';
import { type Job, statusOf } from './jobs.js';
import { toJson } from './json.js';
import { type Answer, answersOf } from './probe-table.js';
import { probeVerdicts } from './probe-verdicts.js';
import type { JsonObject } from './spec.js';

export interface ReportStage {
  name: string;
  seconds: number;
  count: number;
  bytes: number;
}

export type Report = ReturnType<typeof makeReport>;

/**
 * What an experiment has come to: `report.json`, schema 1. Accuracies are shares; what was not measured is null. Epochs are those
 * that were done.
 *
 * @param commit of the code that ran
 * @param before what came before the jobs, such as set-up
 */
export function makeReport(
  jobs: ExperimentJobs,
  dataset: Dataset,
  commit: string,
  before: readonly ReportStage[] = [],
) {
  const { trainingSpec: spec = {}, trainingResult: training } = jobs.training;
  const probe: ProbeResult = jobs.probe.probeResult ?? { evaluations: [], stages: [], overSeeds: [] };
  const { diagnostics } = probe;
  const deviceClass = statusOf(jobs.training).deviceClass ?? '';
  const encoder = training?.encoder;
  return {
    schema: 1,
    preset: spec.preset ?? '',
    dataset: {
      name: dataset.name,
      train: countOf(dataset, 'train'),
      test: countOf(dataset, 'test'),
      sha256: dataset.sha256,
    },
    seed: spec.seed ?? 0,
    device: { kind: kindOfDevice(deviceClass), class: deviceClass, precision: precisionOf(jobs.training) },
    commit,
    encoder: {
      key: encoder?.blob?.key,
      sha256: encoder?.blob?.sha256,
      parameters: encoder?.parameters ?? 0,
      initialisation: (spec.network?.initialisation ?? '').replace('INITIALISATION_', '').toLowerCase(),
    },
    training: {
      epochs: training?.epochs ?? spec.epochs ?? 0,
      views: training?.views ?? 0,
      seconds: training?.seconds ?? 0,
      viewsPerSecond: training?.viewsPerSecond ?? 0,
      firstLoss: training?.losses[0] ?? 0,
      lastLoss: training?.losses.at(-1) ?? 0,
      verdict: training?.verdict ?? '',
    },
    verdicts: probeVerdicts(probe).map(({ text }) => text),
    probes: {
      rawPixels: accuraciesOf(probe, 'REPRESENTATION_RAW_PIXELS'),
      randomEncoder: accuraciesOf(probe, 'REPRESENTATION_RANDOM_ENCODER'),
      trainedEncoder: accuraciesOf(probe, 'REPRESENTATION_TRAINED_ENCODER'),
    },
    protocol: protocolOf(jobs, probe),
    diagnostics: {
      alignment: diagnostics?.alignment ?? 0,
      uniformity: diagnostics?.uniformity ?? 0,
      featureStd: diagnostics?.featureStd ?? 0,
      rankMe: diagnostics?.rankMe ?? 0,
      contrastiveTop1: diagnostics?.contrastiveTop1 ?? 0,
    },
    stages: [...before, ...stagesOf(jobs)],
  };
}

/** A device class names a CPU by its instruction set, a GPU by its model (libs/tensors). */
function kindOfDevice(deviceClass: string): 'cpu' | 'gpu' {
  return /\b(avx|x64|arm64)/.test(deviceClass) ? 'cpu' : 'gpu';
}

/** `float32` or `bfloat16`. */
function precisionOf(job: Job): string {
  return (statusOf(job).precision ?? '').replace('PRECISION_', '').toLowerCase();
}

function countOf(dataset: Dataset, split: string): number {
  return dataset.splits.find(({ name }) => name === split)?.count ?? 0;
}

/** By what tables call them, `knn k=20`; `knn` and `linear` are always there, of several answers the first, over several seeds the mean. */
interface Accuracies {
  [answer: string]: number | null;
  linear: number | null;
  knn: number | null;
}

function accuraciesOf(result: ProbeResult, representation: Evaluation['representation']): Accuracies {
  const own = [...answersOf(result), ...result.evaluations].filter(
    (each) => each.representation === representation && each.accuracy,
  );
  const shareOf = (answer?: Answer) => (answer ? (answer.accuracy?.value ?? 0) : null);
  const first = (name: string) => shareOf(own.find(({ probe }) => probe === name));
  const all = own.map((each) => [answerName(each.probe, each.settings), shareOf(each)] as const);
  return { ...Object.fromEntries(all), linear: first('linear'), knn: first('knn') };
}

/** What is fixed of a probe, and so in no spec. */
const fixed: Readonly<Record<string, JsonObject>> = {
  knn: { metric: 'cosine' },
  linear: { features: 'standardised' },
  logistic: { features: 'standardised' },
  fewLabels: { features: 'standardised' },
};

/** How each probe was run that was, by its name; of several k the first. */
function protocolOf({ probe: { probeSpec = { seeds: [] } } }: ExperimentJobs, result: ProbeResult) {
  const spec = toJson('ProbeSpec', probeSpec) as Record<string, JsonObject | undefined>;
  const ran = allProbes.flatMap(([key, { name }]) => {
    const values = spec[key];
    return values ? [[name, { ...fixed[key], ...values, ...(key === 'knn' && { k: probeSpec.knn?.k[0] }) }]] : [];
  });
  return {
    features: result.features ?? '',
    ...Object.fromEntries(ran),
    trainImages: result.trainImages ?? 0,
    testImages: result.testImages ?? 0,
    randomEncoder: result.randomEncoder ?? '',
  };
}

function stagesOf(jobs: ExperimentJobs): ReportStage[] {
  const named = (job: string, stages: readonly Stage[] = []) =>
    stages.map(({ name, seconds = 0, count = 0, bytes = 0 }) => ({ name: `${job}: ${name}`, seconds, count, bytes }));
  return [
    ...named('training', jobs.training.trainingResult?.stages),
    ...named('train embedding', jobs.trainEmbedding.embeddingResult?.stages),
    ...named('test embedding', jobs.testEmbedding.embeddingResult?.stages),
    ...named('probe', jobs.probe.probeResult?.stages),
  ];
}

export async function writeReport(report: Report, path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `${JSON.stringify(report, null, 2)}\n`);
}
