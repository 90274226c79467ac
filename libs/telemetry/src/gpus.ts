import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Attributes } from '@opentelemetry/api';
import { runtime } from './catalogue.js';
import { Gauges } from './gauges.js';
import { isMeasuring } from './instruments.js';
import { ATTR_HW_ID, ATTR_HW_NAME } from './semconv.js';

/** Seconds from one look to the next. */
const interval = 5;

const query = ['uuid', 'name', 'memory.used', 'memory.total', 'utilization.gpu'];

const mebibyte = 2 ** 20;

/**
 * Measures the GPUs that NVIDIA's driver shows to this process, by its own `nvidia-smi`, until `signal` aborts; where there
 * is none, or nobody reads metrics, it returns at once. What a GPU doesn't tell, as a slice of one (MIG) doesn't its utilisation, is left out.
 */
export async function measureGpus(signal: AbortSignal): Promise<void> {
  if (!isMeasuring()) return;
  const gauges = new Gauges();
  const options = [`--query-gpu=${query}`, '--format=csv,noheader,nounits', `--loop=${interval}`];
  const child = spawn('nvidia-smi', options, { stdio: ['ignore', 'pipe', 'ignore'], signal });
  child.on('error', () => {});
  for await (const line of createInterface(child.stdout)) take(line, gauges);
  gauges.end();
}

function take(line: string, gauges: Gauges): void {
  const [id, name, used, total, utilisation] = line.split(', ');
  if (!id?.startsWith('GPU-') || name === undefined) return;
  const attributes: Attributes = { [ATTR_HW_ID]: id, [ATTR_HW_NAME]: name };
  const measured = [
    [runtime.gpuMemory, Number(used) * mebibyte],
    [runtime.gpuMemoryLimit, Number(total) * mebibyte],
    [runtime.gpuUtilisation, Number(utilisation) / 100],
  ] as const;
  for (const [metric, value] of measured) if (Number.isFinite(value)) gauges.set(metric, value, attributes);
}
