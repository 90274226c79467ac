import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BlobRef } from '@parallax/blobs';
import type { Dataset, ImportResult, ImportSpecInput, Job, ProbeResult } from '@parallax/contract';
import { decodeNames } from '@parallax/data';
import type { ExecutionContext } from 'ava';
import sharp from 'sharp';
import { parallax } from '../../cli/parallax.js';
import { ended, type Services, small } from '../../services/support/services.js';

/** Puts files below a prefix of the object store. */
export async function putFiles({ store }: Services, prefix: string, files: Record<string, Uint8Array>): Promise<void> {
  for (const [name, bytes] of Object.entries(files)) await store.put(`${prefix}/${name}`, bytes);
}

/** An import once it has ended, however it did. */
export async function runImport(services: Services, spec: ImportSpecInput): Promise<Job> {
  const { job } = await services.augmentation.startImport({ spec });
  return ended(services, job?.id as string);
}

/** What an import has brought. */
export async function importDataset(
  services: Services,
  spec: ImportSpecInput,
): Promise<{ id: string; result: ImportResult; dataset: Dataset }> {
  const { id = '', status, importResult } = await runImport(services, spec);
  if (status?.state !== 'JOB_STATE_SUCCEEDED') throw new Error(`${status?.state}: ${status?.error?.message}`);
  const { dataset } = await services.augmentation.getDataset(importResult?.dataset ?? {});
  return { id, result: importResult as ImportResult, dataset: dataset as Dataset };
}

/** The names of the files of a dataset's first split. */
export async function namesIn({ augmentation, store }: Services, name: string): Promise<string[]> {
  const { dataset } = await augmentation.getDataset({ name });
  return decodeNames(await store.getTensors(dataset?.splits[0]?.names as BlobRef));
}

/** A picture of noise, which no PNG makes smaller, so that some of them fill tars. */
export function noise(seed: number, side: number): Promise<Buffer> {
  const raw = createHash('shake128', { outputLength: side * side * 3 })
    .update(`${seed}`)
    .digest();
  return sharp(raw, { raw: { width: side, height: side, channels: 3 } })
    .png({ compressionLevel: 0 })
    .toBuffer();
}

/** The way on from a dataset with classes and a test split: an encoder is trained, both splits are embedded and probed, and it is exported. */
export async function wholeWay(
  t: ExecutionContext,
  services: Services,
  { name, splits }: Dataset,
): Promise<ProbeResult> {
  const succeeded = async (id = ''): Promise<Job> => {
    const job = await ended(services, id);
    t.is(job.status?.state, 'JOB_STATE_SUCCEEDED', job.status?.error?.message);
    return job;
  };
  const spec = { ...small, dataset: { name }, images: 16, batch: 8, network: { conv: { channels: [4] }, size: 32 } };
  const { job: training } = await services.trainings.startTraining({ spec });
  const embed = async (split: string) => {
    const asked = { encoder: { training: training?.id }, split };
    return (await services.embeddings.startEmbedding({ spec: asked })).job?.id as string;
  };
  const embeddings = { train: await embed('train'), test: await embed('test') };
  const probe = await services.probes.startProbe({ spec: { embeddings, knn: { k: [3] } } });
  const { probeResult } = await succeeded(probe.job?.id);
  for (const [at, id] of [embeddings.train, embeddings.test].entries())
    t.is((await succeeded(id)).embeddingResult?.images, splits[at]?.count);
  const out = join(tmpdir(), `parallax-${name}-${process.pid}.safetensors`);
  t.teardown(() => rm(out, { force: true }));
  const exported = await parallax(['encoders', 'export', training?.id as string, '--out', out], {
    env: services.stack.env,
  });
  t.is(exported.code, 0, exported.stderr);
  t.regex(exported.stdout, /load_state_dict/);
  return probeResult as ProbeResult;
}
