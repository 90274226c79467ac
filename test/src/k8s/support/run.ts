import { execFile } from 'node:child_process';
import { accessSync } from 'node:fs';
import { delimiter, join } from 'node:path';

export interface Ran {
  /** The exit code; undefined where a signal ended it. */
  code: number | undefined;
  stdout: string;
  stderr: string;
}

/** Runs a program to its end, whatever that is. */
export function run(command: string, args: readonly string[], input = ''): Promise<Ran> {
  return new Promise((resolve) => {
    const child = execFile(command, [...args], { maxBuffer: 2 ** 28 }, (error, stdout, stderr) => {
      const code = error ? (typeof error.code === 'number' ? error.code : undefined) : 0;
      resolve({ code, stdout, stderr });
    });
    child.stdin?.on('error', () => {}); // It may end before it has read everything.
    child.stdin?.end(input);
  });
}

/** The folder in PATH that a program lies in. */
export function folderOf(program: string): string {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    try {
      accessSync(join(folder, program));
      return folder;
    } catch {}
  }
  throw new Error(`${program} is not in PATH`);
}
