import type { ChildProcess } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { catalogue, measureGpus, recordTelemetry } from '@parallax/telemetry';
import test from 'ava';
import { until } from '../support/until.js';

/** What `nvidia-smi` prints for such a query: a whole GPU, one that is cut up (MIG), and what it says without a driver. */
const printed = `NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.
GPU-8f1b, NVIDIA A100-SXM4-40GB, 1024, 40960, 37
GPU-77ac, NVIDIA H100 80GB HBM3, 2048, 81559, [N/A]`;

const { gpuMemory, gpuMemoryLimit, gpuUtilisation } = catalogue.runtime;

test.serial('GPUs are measured by what nvidia-smi prints of them, for as long as it is asked to', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'parallax-gpus-'));
  const path = process.env.PATH;
  const recorder = recordTelemetry('parallax-test');
  t.teardown(async () => {
    process.env.PATH = path;
    await recorder.stop();
    await rm(folder, { recursive: true });
  });
  const script = `#!/bin/sh\ncat <<'END'\n${printed}\nEND\nexec sleep 60\n`;
  await writeFile(join(folder, 'nvidia-smi'), script, { mode: 0o755 });
  process.env.PATH = [folder, path].join(delimiter);
  const stopping = new AbortController();
  const measuring = measureGpus(stopping.signal);
  const valuesOf = async ({ name }: catalogue.Metric) =>
    Object.fromEntries(
      ((await recorder.metrics()).get(name) ?? []).map(({ attributes, value }) => [attributes['hw.id'], value]),
    );
  await until('two GPUs are measured', async () => Object.keys(await valuesOf(gpuMemory)).length === 2);
  t.deepEqual(await valuesOf(gpuMemory), { 'GPU-8f1b': 2 ** 30, 'GPU-77ac': 2 ** 31 });
  t.deepEqual(await valuesOf(gpuMemoryLimit), { 'GPU-8f1b': 40960 * 2 ** 20, 'GPU-77ac': 81559 * 2 ** 20 });
  t.deepEqual(await valuesOf(gpuUtilisation), { 'GPU-8f1b': 0.37 });
  stopping.abort();
  await measuring;
  t.deepEqual(await valuesOf(gpuMemory), {});
});

test.serial('where there is no nvidia-smi, it is looked for, and nothing is measured', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'parallax-gpus-'));
  const path = process.env.PATH;
  const recorder = recordTelemetry('parallax-test');
  const started: ChildProcess[] = [];
  const see = (message: unknown) => void started.push((message as { process: ChildProcess }).process);
  subscribe('child_process', see);
  t.teardown(async () => {
    unsubscribe('child_process', see);
    process.env.PATH = path;
    await recorder.stop();
    await rm(folder, { recursive: true });
  });
  process.env.PATH = folder;
  await measureGpus(AbortSignal.timeout(60_000));
  t.deepEqual(
    started.map(({ spawnfile, pid }) => ({ spawnfile, pid })),
    [{ spawnfile: 'nvidia-smi', pid: undefined }],
  );
  t.is((await recorder.metrics()).get(gpuMemory.name), undefined);
});
