import { runtime } from './catalogue.js';
import { instrument } from './instruments.js';
import { ATTR_CPU_MODE, ATTR_PROCESS } from './semconv.js';

/** How often what has no event of its own is looked at, in milliseconds. */
const interval = 5000;

const samplers = new Set<() => void>();

/** Calls `take` every few seconds while telemetry runs, to measure what is so just now. Returns how to end that. */
export function sample(take: () => void): () => void {
  samplers.add(take);
  return () => void samplers.delete(take);
}

/** Samples, this process's own use of the machine first, until the function that it returns is called. */
export function startSampling(role: 'main' | 'computation'): () => void {
  const takeProcess = processSampler(role);
  const takeAll = () => {
    takeProcess();
    for (const take of samplers) take();
  };
  takeAll();
  const timer = setInterval(takeAll, interval).unref();
  return () => {
    clearInterval(timer);
    takeAll();
  };
}

const cpuTime = instrument(runtime.cpuTime);
const memory = instrument(runtime.memory);

function processSampler(role: string): () => void {
  let before = { user: 0, system: 0 };
  return () => {
    const now = process.cpuUsage();
    for (const mode of ['user', 'system'] as const) {
      cpuTime((now[mode] - before[mode]) / 1e6, { [ATTR_PROCESS]: role, [ATTR_CPU_MODE]: mode });
    }
    before = now;
    memory(process.memoryUsage.rss(), { [ATTR_PROCESS]: role });
  };
}
