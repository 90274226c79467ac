import {
  type EmbeddingResult,
  type ImportResult,
  type JobStatus,
  jobKinds,
  type KeptEncoder,
  messageToJson,
  type OnlineDiagnostics,
  type ProbeResult,
  type TrainingResult,
} from '@parallax/contract';
import { onlineMeasures } from '@parallax/specs';
import { describeClasses } from './class-counts.js';
import { flagOf } from './flags.js';
import { formatBytes, formatCount, formatNumber, formatSeconds } from './format.js';
import { type Job, stateOf, statusOf } from './jobs.js';
import { toJson } from './json.js';
import { printable } from './printable.js';
import { probeTable } from './probe-table.js';
import { probeVerdicts } from './probe-verdicts.js';
import { table } from './table.js';
import { localTime, secondsBetween } from './time.js';

/** All about a job, for `jobs show`. */
export function describeJob(job: Job): string {
  const status = statusOf(job);
  const facts: [string, string | undefined][] = [
    ['id', job.id],
    ['state', stateOf(job)],
    ['experiment', status.experiment],
    ['trace', status.traceId],
    ['depends on', someOf(status.dependsOn)],
    ['waits for', someOf(status.waitsFor)],
    ['made', status.createTime && localTime(status.createTime)],
    ['started', status.startTime && localTime(status.startTime)],
    ['took', status.endTime && formatSeconds(secondsBetween(status.startTime, status.endTime))],
    ['attempt', describeAttempt(job)],
    ['worker', status.worker],
    ['device', status.deviceClass],
    ['failure', told(job, 'lastFailure')],
    ['next try', status.retryTime && describeRetry(status.retryTime)],
    ['error', told(job, 'error')],
    ['options', describeOptions(job)],
  ];
  const known = facts.filter(([, value]) => value).map(([name, value = '']) => `${name.padEnd(12)}${printable(value)}`);
  const result = stateOf(job) === 'succeeded' ? ['', describeResult(job)] : [];
  return [...known, `spec        ${JSON.stringify(partOf(job, 'Spec'))}`, ...result].join('\n');
}

/** Of many ids the first few. */
function someOf(ids: readonly string[]): string {
  const more = ids.length - MOST_IDS;
  return `${ids.slice(0, MOST_IDS).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

const MOST_IDS = 4;

/** An error of a job, as JSON has it. */
export interface Told {
  message?: string;
  details?: { reason?: string; metadata?: Record<string, string> }[];
}

/** An error as a job's status has it. */
export function toTold(status: object): Told {
  return messageToJson('google.rpc.Status', status) as Told;
}

/** Why a job failed, or was not ended by its last attempt: the reason, as docs/errors.md lists it, and what it says. */
function told(job: Job, which: 'error' | 'lastFailure'): string | undefined {
  const status = statusOf(job)[which];
  if (!status) return undefined;
  const { message = '', details = [] } = toTold(status);
  const [{ reason, metadata } = {}] = details;
  const flag = reason === 'INVALID_FIELD' ? flagOf(metadata?.field ?? '') : undefined;
  return [reason, flag ? `${message} (${flag})` : message].filter(Boolean).join(': ');
}

/** What a succeeded job has brought. */
export function describeResult(job: Job): string {
  if (job.trainingResult) return describeTraining(job.trainingResult, job.trainingSpec?.epochs ?? 0);
  if (job.embeddingResult) return describeEmbedding(job.embeddingResult);
  if (job.probeResult) return describeProbe(job.probeResult);
  if (job.importResult) return describeImport(job.importResult, job.id);
  return `result      ${JSON.stringify(partOf(job, 'Result'))}`;
}

/** The spec or the result of a job, whatever its kind, as proto3 JSON. */
function partOf(job: Job, part: 'Spec' | 'Result'): unknown {
  const kind = jobKinds.find((each) => job[`${each}Spec`]);
  return kind && (toJson('Job', job) as Record<string, unknown>)[`${kind}${part}`];
}

/** A worker that rests, or has another job, lets it wait longer. */
export function describeRetry(time: NonNullable<JobStatus['retryTime']>): string {
  return secondsBetween(time, undefined) > 0 ? 'when a worker takes it' : localTime(time);
}

/** Which it is; of all there were, only those count against the job of which a computation was lost. */
function describeAttempt({ status, options }: Job): string {
  const { attempt = 0, lostAttempts = 0 } = status ?? {};
  if (!attempt) return '';
  return lostAttempts
    ? `${attempt}, ${lostAttempts} of ${options?.maxAttempts} lost since the last checkpoint`
    : `${attempt}`;
}

function describeOptions({ options }: Job): string {
  const { priority = '', maxAttempts, maxDuration } = options ?? {};
  const level = priority.replace('JOB_PRIORITY_', '').toLowerCase();
  return `${level} priority, at most ${maxAttempts} lost attempts and ${formatSeconds(Number(maxDuration?.seconds ?? 0))}`;
}

function describeTraining(result: TrainingResult, epochs: number): string {
  const { encoder, views = 0, seconds = 0, viewsPerSecond = 0, losses, diagnostics } = result;
  const [first, last] = [losses[0] ?? 0, losses.at(-1) ?? 0];
  return [
    `encoder  ${encoder?.blob?.sha256} (${formatNumber(encoder?.parameters ?? 0)} parameters)`,
    `seen     ${formatCount(views, 'view')} in ${formatSeconds(seconds)} (${formatNumber(viewsPerSecond)}/s)`,
    `loss     ${first.toFixed(4)} in the first epoch, ${last.toFixed(4)} in the last of ${result.epochs || epochs}`,
    ...diagnostics.slice(-1).map(describeDiagnostics),
    ...result.kept.map(describeKept),
    ...(result.continued ? [`goes on  from ${result.continued}`] : []),
    ...(result.stopped ? [`stopped  before epoch ${epochs}: ${result.stopped}`] : []),
    // One that an earlier version trained has a warning at most.
    ...(result.verdict ? [`verdict  ${result.verdict}`] : result.warning ? [`warning  ${result.warning}`] : []),
  ].join('\n');
}

function describeKept({ epoch, best = 'ONLINE_MEASURE_UNSPECIFIED', value = 0, encoder }: KeptEncoder): string {
  const why =
    best === 'ONLINE_MEASURE_UNSPECIFIED' ? '' : `, the best ${onlineMeasures[best].word}: ${formatNumber(value)}`;
  return `kept     ${encoder?.sha256} after epoch ${epoch}${why}`;
}

function describeProbe(result: ProbeResult): string {
  return [probeTable(result), ...probeVerdicts(result).map(({ text }) => `verdict  ${text}`)].join('\n');
}

function describeDiagnostics({ epoch, knnAccuracy = 0, rankMe = 0 }: OnlineDiagnostics): string {
  return `online   kNN ${(100 * knnAccuracy).toFixed(1)} %, RankMe ${rankMe.toFixed(1)} after epoch ${epoch}`;
}

function describeEmbedding({ encoder, embeddings, images = 0, seconds = 0 }: EmbeddingResult): string {
  const widths = `${formatNumber(encoder?.features ?? 0)} features (h) and ${encoder?.projections ?? 0} projections (z)`;
  return [
    `encoder     ${encoder?.blob?.sha256}`,
    `embeddings  ${formatCount(images, 'image')}, ${widths}, ${formatBytes(embeddings?.size ?? 0)}, in ${formatSeconds(seconds)}`,
  ].join('\n');
}

function describeImport(
  { dataset, splits, format, size, bad = 0, duplicates = 0, leftOut, allLeftOut, ...result }: ImportResult,
  id = '',
): string {
  if (!dataset) {
    const pieces = formatCount(result.pieces.length, 'piece');
    return `decoded   ${pieces} for the import of all shards, ${size}×${size}, from ${format}, in ${formatSeconds(result.seconds ?? 0)}`;
  }
  const images = splits.map(({ name, count = 0 }) => `${formatNumber(count)} ${name}`).join(' + ');
  const counts = splits.map(({ name = '', perClass }) => ({ name, perClass }));
  const count = counts[0]?.perClass.length ?? 0;
  const others = `${formatCount(bad, 'bad picture')}, ${formatCount(duplicates, 'duplicate')}, ${formatCount(result.nearDuplicates ?? 0, 'near duplicate')}, ${formatCount(result.otherFiles ?? 0, 'other file')}`;
  return [
    `dataset   ${dataset.name}: ${images}, ${size}×${size}, from ${format}, in ${formatSeconds(result.seconds ?? 0)}`,
    ...(result.added === undefined ? [] : [describeAdded(result.added, result.newClasses, result.newClassCount)]),
    `digest    ${dataset.digest}`,
    ...(result.warning ? [`warning   ${result.warning}`] : []),
    ...((size ?? 0) % 16 === 0 ? [] : [describeSize(size ?? 0)]),
    ...(count > 0 ? [`classes   ${describeClasses(result.classes, count, counts)}`] : []),
    `noted     ${others}`,
    ...leftOut.map(({ name, reason }) => `          ${printable(`${name}: ${reason}`)}`),
    ...(allLeftOut
      ? [`          and more: \`parallax datasets left-out ${id}\` lists all, from ${allLeftOut.key}`]
      : []),
  ].join('\n');
}

/** What to do with images of a size that no network takes. */
function describeSize(size: number): string {
  const near = Math.max(16, 16 * Math.round(size / 16));
  return `size      networks take multiples of 16: \`parallax train --size ${near}\` resizes images of ${size}×${size}`;
}

/**
 * What has come to a dataset that was there.
 *
 * @param count of all classes, of which the first are named; those of earlier versions told none, and named all
 */
function describeAdded(images: number, names: readonly string[], count = names.length): string {
  const more = count > names.length ? ` and ${formatNumber(count - names.length)} more` : '';
  const ofClasses =
    count > 0 ? `, and ${count === 1 ? 'the class' : 'the classes'} ${printable(names.join(', '))}${more}` : '';
  return `added     ${formatCount(images, 'image')} that it had not${ofClasses}`;
}

const shorten = (text: string): string => (text.length > 80 ? `${text.slice(0, 79)}…` : text);

function warningOf({ trainingResult, importResult }: Job): string {
  const { warning } = trainingResult ?? importResult ?? {};
  return warning ? `warning: ${warning}` : '';
}

/** Jobs, one a line, for `jobs list`; with why, where some have failed, are tried again, or have succeeded with a warning. */
export function jobTable(jobs: readonly Job[]): string {
  if (jobs.length === 0) return 'no jobs';
  const rows = jobs.map((job) => {
    const { createTime, startTime, endTime, progress, experiment = '' } = statusOf(job);
    const share = progress?.total ? `${Math.floor((100 * (progress.done ?? 0)) / progress.total)} %` : '';
    return [
      job.id ?? '',
      stateOf(job),
      ['running', 'paused'].includes(stateOf(job)) ? [progress?.stage, share].filter(Boolean).join(' ') : '',
      createTime ? localTime(createTime) : '',
      startTime && stateOf(job) !== 'paused' ? formatSeconds(secondsBetween(startTime, endTime)) : '',
      experiment,
      shorten(told(job, 'error') ?? told(job, 'lastFailure') ?? warningOf(job)),
    ];
  });
  const headings = ['id', 'state', 'stage', 'made', 'took', 'experiment', 'why'];
  const isTold = rows.some((row) => row.at(-1) !== '');
  return table(isTold ? headings : headings.slice(0, -1), rows);
}
