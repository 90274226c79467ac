import { readdirSync, readFileSync } from 'node:fs';

/** What TensorFlow's kernels choose between, best first: oneDNN's names, and the flag of the kernel's that says so. */
const instructionSets = [
  ['avx512_core_amx', 'amx_bf16'],
  ['avx512_core_bf16', 'avx512_bf16'],
  ['avx512_core', 'avx512bw'],
  ['avx2', 'avx2'],
  ['avx', 'avx'],
] as const;

/** The instruction set that oneDNN dispatches to on this machine. `ONEDNN_MAX_CPU_ISA` lowers it. */
export function instructionSet(): string {
  const flags = flagsIn(read(processor));
  const best = instructionSets.find(([, flag]) => flags.has(flag))?.[0] ?? process.arch;
  const limit = process.env.ONEDNN_MAX_CPU_ISA;
  return limit ? `${best} up to ${limit.toLowerCase()}` : best;
}

/** What bfloat16 is to a device. */
export interface Bfloat16 {
  /** The device multiplies it itself; where it doesn't, TensorFlow's kernels are slow or missing. */
  isMultiplied: boolean;
  /** It computes faster in it than in float32. */
  isFaster: boolean;
}

/**
 * What bfloat16 is to a processor, as far as oneDNN may use that. AMX is made for it, and AMD's vector units multiply twice as many of it
 * as of float32. Intel's don't: where a virtual machine hides AMX, a step takes 1.4 to 1.7 times as long in it (`docs/benchmarks.md`).
 *
 * @param cpuinfo what the kernel says of the processor
 * @param limit the best instruction set that oneDNN may use, as `ONEDNN_MAX_CPU_ISA` has it
 */
export function bfloat16On(cpuinfo = read(processor), limit = process.env.ONEDNN_MAX_CPU_ISA): Bfloat16 {
  const flags = flagsIn(cpuinfo);
  const isMultiplied = flags.has('avx512_bf16') && (!limit || /bf16|fp16|amx|default/i.test(limit));
  const hasAmx = flags.has('amx_bf16') && (!limit || /amx|default/i.test(limit));
  return { isMultiplied, isFaster: isMultiplied && (hasAmx || !/^vendor_id\s*: GenuineIntel$/m.test(cpuinfo)) };
}

/** NVIDIA's GPUs of a compute capability below 8.0 (before Ampere), by what their drivers call them. */
const withoutBfloat16 =
  /\b([CKMP]\d{2,4}M?|V100|T4|P4|T[456][05]0|T1000|T1200|GV100|MX\d{3}|TITAN|GTX|RTX 20\d\d|Quadro)\b/i;

/** What bfloat16 is to a GPU: it is worth computing in where tensor cores multiply it. */
export function bfloat16OnGpu(name: string): Bfloat16 {
  // Where the driver doesn't say what it is, nothing is known of it.
  const isMultiplied = name !== 'gpu' && !withoutBfloat16.test(name);
  return { isMultiplied, isFaster: isMultiplied };
}

const processor = '/proc/cpuinfo';

function flagsIn(cpuinfo: string): Set<string> {
  return new Set(/^flags\s*:(.*)$/m.exec(cpuinfo)?.[1]?.split(' '));
}

/** The first NVIDIA GPU's name, as its driver tells it. */
export function gpuName(): string {
  const folder = '/proc/driver/nvidia/gpus';
  const [first] = list(folder);
  return /^Model:\s*(.+)$/m.exec(read(`${folder}/${first}/information`))?.[1] ?? 'gpu';
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}
