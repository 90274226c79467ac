import type { DatasetRef, ImportSpec, Shard, StartImportRequest } from '@parallax/contract';
import type { Fit } from '@parallax/data';
import { checkEnum, checkInteger, checkNumber, invalidField } from '@parallax/errors';
import type { Resolved, StartContext } from '@parallax/jobs';
import { Settings } from '@parallax/settings';
import { MOST_IMPORT_SHARDS, resolveDatasetRef, resolveShard } from '@parallax/specs';
import { resolveBase } from './base.js';
import { checkName } from './name.js';
import { type ResolvedPrefix, resolvePrefix } from './s3.js';
import { findShards } from './shards.js';
import { openSource } from './source.js';
import { type ResolvedUpload, resolveUpload } from './upload.js';

/** An import with nothing left open but `size` (that of the pictures). */
export interface ResolvedImport {
  name: string;
  folder?: string;
  s3?: ResolvedPrefix;
  upload?: ResolvedUpload;
  size?: number;
  fit: NonNullable<ImportSpec['fit']>;
  labels: NonNullable<ImportSpec['labels']>;
  test: number;
  maxBad: number;
  replace: boolean;
  dropDuplicates: boolean;
  labelFile?: string;
  group?: string;
  licence: string;
  origin: string;
  shard?: Required<Shard>;
  shards?: string[];
  addTo?: DatasetRef;
}

/** Characters of what is for people. */
const LONGEST_NOTE = 1000;

/** What a request asks for, with defaults, checked field by field. @throws INVALID_FIELD */
function resolveImport(spec: ImportSpec = { shards: [] }): ResolvedImport {
  const { name = '', folder, s3, upload, size, fit = 'FIT_CROP', labels = 'LABELS_SOURCE' } = spec;
  if (name === '') throw invalidField('spec.name', name, 'must be what the dataset is to be called');
  resolveDatasetRef('spec', { name });
  if (size !== undefined) checkInteger('spec.size', size, 8, 512);
  checkEnum('spec.fit', fit, ['FIT_CROP', 'FIT_SQUEEZE']);
  checkEnum('spec.labels', labels, ['LABELS_SOURCE', 'LABELS_NONE']);
  const { test = 0, maxBad = 0.05, replace = false, dropDuplicates = false, licence = '', origin = '' } = spec;
  checkNumber('spec.test', test, { atLeast: 0, below: 1 });
  checkNumber('spec.max_bad', maxBad, { atLeast: 0, atMost: 1 });
  for (const [field, text] of Object.entries({ licence, origin })) {
    if (text.length > LONGEST_NOTE)
      throw invalidField(`spec.${field}`, text, `must have at most ${LONGEST_NOTE} letters`);
  }
  if (folder === '') throw invalidField('spec.folder', folder, 'must be a folder in the one that PARALLAX_DATA names');
  return {
    name,
    ...(folder !== undefined && { folder }),
    ...(s3 !== undefined && { s3: resolvePrefix('spec.s3', s3) }),
    ...(upload !== undefined && { upload: resolveUpload('spec.upload', upload) }),
    ...(size !== undefined && { size }),
    ...resolveLabelFile(spec),
    ...resolveShards(spec),
    ...{ fit, labels, test, maxBad, replace, dropDuplicates, licence, origin },
  };
}

/** @throws INVALID_FIELD */
function resolveLabelFile({ labelFile, group, labels }: ImportSpec): Pick<ResolvedImport, 'labelFile' | 'group'> {
  if (labelFile === undefined) {
    if (group !== undefined) throw invalidField('spec.group', group, 'must be a column of spec.label_file');
    return {};
  }
  if (labels === 'LABELS_NONE') throw invalidField('spec.label_file', labelFile, 'must be left out without labels');
  const isInside = labelFile !== '' && !labelFile.startsWith('/') && !labelFile.split(/[\\/]/).includes('..');
  if (!isInside) throw invalidField('spec.label_file', labelFile, 'must be the path of a file below the source');
  return { labelFile, ...(group !== undefined && { group }) };
}

/** @throws INVALID_FIELD */
function resolveShards({ shard, shards = [] }: ImportSpec): Pick<ResolvedImport, 'shard' | 'shards'> {
  if (shards.length > MOST_IMPORT_SHARDS)
    throw invalidField('spec.shards', `${shards.length} imports`, `must be at most ${MOST_IMPORT_SHARDS} of them`);
  if (!shard) return shards.length > 0 ? { shards } : {};
  if (shards.length > 0) throw invalidField('spec.shards', shards.join(), 'must be left out of what is a shard itself');
  return { shard: resolveShard(shard, MOST_IMPORT_SHARDS) };
}

/** The rule by which pictures become squares. */
export function ruleOf({ fit }: Pick<ResolvedImport, 'fit'>): Fit['rule'] {
  return fit === 'FIT_SQUEEZE' ? 'squeeze' : 'crop';
}

/**
 * Checks what an import asks for, but for whether its pictures are there, and fills it in.
 *
 * @throws INVALID_FIELD; NAME_TAKEN; NOT_FOUND where there is no dataset that it adds to
 */
export async function checkImport(spec: ImportSpec | undefined, context: StartContext): Promise<ResolvedImport> {
  const { store, signal } = context;
  const asked = resolveImport(spec);
  const { addTo, fit } = spec ?? {};
  const base = addTo && (await resolveBase(addTo, asked, fit !== undefined, store, signal));
  const resolved = { ...asked, ...base };
  await checkName(resolved, context);
  return resolved;
}

/** Checks the spec of an import, and that this server would find its folder: its worker has the same. */
export async function resolveImportRequest(
  request: StartImportRequest,
  context: StartContext,
): Promise<Resolved<ResolvedImport>> {
  const { jobs, store, signal } = context;
  const { addTo } = request.spec ?? {};
  const spec = await checkImport(request.spec, context);
  await openSource(spec, store, new Settings(), signal);
  if (spec.shards) await findShards(spec, (id) => jobs.get(id));
  const filledIn = addTo && !addTo.digest ? ['spec.add_to.digest'] : [];
  return { kind: 'import', spec, filledIn, dependsOn: spec.shards ?? [] };
}
