import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { ExecutionContext } from 'ava';

const main = fileURLToPath(new URL('../../../../services/augmentation/dist/server.js', import.meta.url));

/** The server as the product starts it: a process of its own. */
export class ServerProcess {
  readonly child: ChildProcess;
  readonly address: string;
  /** What it has logged. */
  readonly lines: Record<string, unknown>[];

  private constructor(child: ChildProcess, address: string, lines: Record<string, unknown>[]) {
    this.child = child;
    this.address = address;
    this.lines = lines;
  }

  /** Resolves once it serves; the test's end ends it. */
  static async start(t: ExecutionContext, env: NodeJS.ProcessEnv): Promise<ServerProcess> {
    const child = spawn(process.execPath, [main], {
      env: { ...process.env, ...env, PARALLAX_LOG_LEVEL: 'info' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    t.teardown(() => child.kill('SIGKILL'));
    const lines: Record<string, unknown>[] = [];
    const address = await new Promise<string>((resolve, reject) => {
      createInterface({ input: child.stdout }).on('line', (line) => {
        const entry = JSON.parse(line);
        lines.push(entry);
        if (entry.message === 'serving') resolve(entry.address);
      });
      child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)));
    });
    return new ServerProcess(child, address, lines);
  }

  /** The most memory that it has had resident, in MiB. */
  async peakMemory(): Promise<number> {
    const status = await readFile(`/proc/${this.child.pid}/status`, 'utf8');
    return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1024;
  }
}
