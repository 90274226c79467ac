import { type ChildProcess, execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { unprivileged } from '../support/unprivileged.js';

const main = fileURLToPath(new URL('../../../libs/cli/dist/main.js', import.meta.url));

export interface Ended {
  /** The exit code; undefined where a signal ended it. */
  code: number | undefined;
  stdout: string;
  stderr: string;
}

interface Options {
  /** All of its environment but PATH. Default: nothing of this machine's Parallax. */
  env?: NodeJS.ProcessEnv;
  input?: string;
  cwd?: string;
  /** Whether it is held by the permissions of files though these tests are root's. */
  isUnprivileged?: boolean;
  /** Is told of what it writes on stderr. */
  onStderr?: (text: string, child: ChildProcess) => void;
}

/** Runs the command to its end. */
export function parallax(args: string[], options: Options = {}): Promise<Ended> {
  const env = { XDG_STATE_HOME: '/nonexistent', ...options.env, PATH: process.env.PATH };
  const settings = { env, cwd: options.cwd, maxBuffer: 2 ** 28 };
  return new Promise((resolve) => {
    const before = options.isUnprivileged ? unprivileged : [];
    const [command = '', ...line] = [...before, process.execPath, main, ...args];
    const child = execFile(command, line, settings, (error, stdout, stderr) =>
      resolve({ code: error ? (typeof error.code === 'number' ? error.code : undefined) : 0, stdout, stderr }),
    );
    child.stdin?.end(options.input ?? '');
    child.stderr?.on('data', (text) => options.onStderr?.(String(text), child));
  });
}
