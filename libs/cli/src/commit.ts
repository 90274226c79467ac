import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The commit of the clone that this runs from, `+changes` where files differ from it; `unknown` outside of a clone. */
export function commitOf(): string {
  const cwd = fileURLToPath(new URL('.', import.meta.url));
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    const commit = git('rev-parse', 'HEAD').trim();
    return git('status', '--porcelain', '--untracked-files=no') === '' ? commit : `${commit}+changes`;
  } catch {
    return 'unknown';
  }
}
