import { readFileSync } from 'node:fs';

/**
 * When a process started, in the kernel's ticks since the machine did (proc(5), field 22 of `stat`), so that with its
 * number it names it for good; undefined where it no longer runs.
 */
export function startTime(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name, in brackets, and may hold anything.
    const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' ? undefined : fields[18];
  } catch {
    return undefined;
  }
}
