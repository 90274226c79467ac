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
  const flags = processorFlags();
  const best = instructionSets.find(([, flag]) => flags.has(flag))?.[0] ?? process.arch;
  const limit = process.env.ONEDNN_MAX_CPU_ISA;
  return limit ? `${best} up to ${limit.toLowerCase()}` : best;
}

/** Whether the processor multiplies bfloat16 itself, and oneDNN may; where it doesn't, TensorFlow's kernels are slow or missing. */
export function multipliesBfloat16(): boolean {
  const limit = process.env.ONEDNN_MAX_CPU_ISA;
  return processorFlags().has('avx512_bf16') && (!limit || /bf16|fp16|amx|default/i.test(limit));
}

/** NVIDIA's GPUs of a compute capability below 8.0 (before Ampere), by what their drivers call them. */
const withoutBfloat16 =
  /\b([CKMP]\d{2,4}M?|V100|T4|P4|T[456][05]0|T1000|T1200|GV100|MX\d{3}|TITAN|GTX|RTX 20\d\d|Quadro)\b/i;

/** Whether a GPU has tensor cores that multiply bfloat16. */
export function gpuMultipliesBfloat16(name: string): boolean {
  // Where the driver doesn't say what it is, nothing is known of it.
  return name !== 'gpu' && !withoutBfloat16.test(name);
}

function processorFlags(): Set<string> {
  return new Set(/^flags\s*:(.*)$/m.exec(read('/proc/cpuinfo'))?.[1]?.split(' '));
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
