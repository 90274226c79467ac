import { availableParallelism } from 'node:os';
import { BlobStore } from '@parallax/blobs';
import type { ImportedSplitInput, ImportResultInput } from '@parallax/contract';
import { type Fit, namePictureDecoder, type Opened, openFormat, type Source } from '@parallax/data';
import { type JobRecord, progressAt, type Task } from '@parallax/jobs';
import { Stages } from '@parallax/reader';
import { Settings } from '@parallax/settings';
import { Catalogue } from '../catalogue.js';
import { addToBase } from './base.js';
import {
  checkBad,
  checkClasses,
  checkCount,
  checkLabelled,
  checkLabels,
  checkTrained,
  putLeftOut,
  toLeftOut,
} from './checks.js';
import { type Chosen, choose, type Found, type LeftOut } from './choose.js';
import { chooseSize, type Decoded, decodeUnits } from './decode.js';
import { tellApart } from './duplicates.js';
import { applyLabelFile } from './label-rows.js';
import { findShards, joinShards, shardResult } from './shards.js';
import { openSource } from './source.js';
import { type ResolvedImport, ruleOf } from './spec.js';
import { writeDataset } from './write.js';

/** As many pictures that were left out, and classes, are named in a result. */
const MOST_NAMED = 100;

/** One attempt at an import: from its start, or the last unit of its source that was put, to the dataset in the store. */
export async function run(task: Task<ResolvedImport>): Promise<ImportResultInput> {
  const began = performance.now();
  const settings = new Settings();
  const { job, signal } = task;
  const { spec } = job;
  const decoder = await namePictureDecoder();
  task.reportDevice({ class: `${decoder}, ${availableParallelism()} threads` });
  const stages = new Stages();
  const store = await BlobStore.open(settings, { signal });
  const source = await openSource(spec, store, settings, signal);
  const catalogue = new Catalogue(store);
  const base = spec.addTo && (await catalogue.get(spec.addTo, signal));
  const format = await stages.time('list', () => openFormat(source, signal, base?.classes));
  const here = Object.values(base?.splits ?? {}).map(({ count }) => count);
  const count = [...here, ...format.units.map((unit) => unit.count)].reduce((sum, each) => sum + each, 0);
  checkCount(count, settings.count('PARALLAX_WORKER_MEMORY'), source);
  checkLabels(format, spec);
  const { fit, decoded } = spec.shards
    ? await join(task, store, source, format)
    : await decode(task, store, format, stages);
  const ended = () => ({ seconds: (performance.now() - began) / 1000, stages: stages.list() });
  if (spec.shard) {
    const result = await shardResult(decoded, { listing: format.listing, size: fit.size }, store, signal);
    return { ...result, format: format.name, ...ended() };
  }
  const checking = { job, source, store, signal };
  await checkBad(decoded, checking);
  const labelled = await applyLabelFile(decoded.found, source, spec, signal);
  // Of a dataset that is there nothing is known but its pixels at its size.
  const found = base ? labelled.found : await tellApart(labelled.found, format.units, fit.size, signal);
  const own = { decoded: { ...decoded, found }, format };
  const all = base ? await addToBase(base, own.decoded, format, store, signal) : own;
  const chosen = choose(all.decoded.found, all.format, { ...spec, isTable: labelled.table?.hasClasses ?? false });
  await checkLabelled(chosen, labelled.table, checking);
  checkClasses(chosen, spec, source);
  await checkTrained(chosen, decoded, format, checking);
  const content = await stages.time('write', () => write(task, store, chosen, { fit, decoded: all.decoded }));
  const [licence, origin] = [spec.licence || base?.licence, spec.origin || base?.origin];
  const rule = { fit: fit.rule, decoder };
  const record = { ...content, rule, ...(licence && { licence }), ...(origin && { origin }) };
  const stored = await catalogue.give(spec.name, record, { replace: spec.replace, over: base?.digest, signal });
  const leftOut: LeftOut[] = [
    ...[...(format.unread ?? []), ...decoded.bad, ...(labelled.table?.unknown ?? [])],
    ...[...chosen.leftOut, ...toLeftOut(chosen.unlabelled)],
  ];
  return {
    dataset: { name: spec.name, digest: stored.digest },
    sha256: content.sha256,
    format: format.name,
    size: fit.size,
    splits: splitsOf(chosen),
    classes: chosen.classes.slice(0, MOST_NAMED),
    ...(chosen.warning && { warning: chosen.warning }),
    bad: decoded.bad.length,
    // A table of labels that is read is no other file.
    otherFiles: decoded.others + (format.others ?? 0) - (labelled.table ? 1 : 0),
    duplicates: chosen.duplicates,
    nearDuplicates: chosen.nearDuplicates,
    ...(base && addedTo(base, chosen)),
    leftOut: leftOut.slice(0, MOST_NAMED),
    ...(leftOut.length > MOST_NAMED && { allLeftOut: await putLeftOut(leftOut, store, signal) }),
    ...ended(),
  };
}

/** What has come to a dataset. */
function addedTo(
  { classes }: { classes: readonly string[] },
  chosen: Chosen,
): Required<Pick<ImportResultInput, 'added' | 'newClasses' | 'newClassCount'>> {
  const known = new Set(classes);
  const fresh = chosen.classes.filter((name) => !known.has(name));
  return {
    added: [...chosen.train, ...chosen.test].filter(({ isHere }) => !isHere).length,
    newClasses: fresh.slice(0, MOST_NAMED),
    newClassCount: fresh.length,
  };
}

interface Sized {
  fit: Fit;
  decoded: Decoded;
}

async function decode(task: Task<ResolvedImport>, store: BlobStore, format: Opened, stages: Stages): Promise<Sized> {
  const { spec } = task.job;
  const fit: Fit = { size: spec.size ?? (await chooseSize(format, task.signal)), rule: ruleOf(spec) };
  return { fit, decoded: await decodeUnits(task, store, format, fit, stages) };
}

async function join(
  { job, dependencies, signal }: Task<ResolvedImport>,
  store: BlobStore,
  source: Source,
  { listing }: Opened,
): Promise<Sized> {
  const find = async (id: string) => dependencies.find((each) => each.id === id) as JobRecord;
  const { size, ...decoded } = await joinShards(await findShards(job.spec, find), { source, listing }, store, signal);
  return { fit: { size, rule: ruleOf(job.spec) }, decoded };
}

function write(
  { report, signal }: Task<ResolvedImport>,
  store: BlobStore,
  chosen: Chosen,
  { fit, decoded }: { fit: Fit; decoded: Decoded },
) {
  const began = performance.now();
  const total = chosen.train.length + chosen.test.length;
  return writeDataset(chosen, {
    store,
    pieces: decoded.pieces,
    size: fit.size,
    onProgress: (done) =>
      report(progressAt({ stage: 'writing', done, total, unit: 'images' }, (performance.now() - began) / 1000)),
    signal,
  });
}

function splitsOf(chosen: Chosen): ImportedSplitInput[] {
  const of = (name: 'train' | 'test', rows: readonly Found[]): ImportedSplitInput => {
    const perClass = chosen.classes.map(() => 0);
    if (perClass.length > 0) for (const row of rows) (perClass[chosen.labelOf(row)] as number)++;
    return { name, count: rows.length, perClass };
  };
  return [of('train', chosen.train), ...(chosen.test.length > 0 ? [of('test', chosen.test)] : [])];
}
