import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Writable } from 'node:stream';

const PREFIX = 'parallax-k8s-';

/**
 * Ends a cluster and removes what it leaves on the machine: its cgroups, which outlive their processes, and its folder.
 * $1: the folder. $2, if it came so far: the process whose end ends all others, $3: the last of them to go.
 */
const CLEAN = `
folder=$1; holder=\${2:-}; init=\${3:-}; name=$(basename "$folder")
if [ -n "$holder" ]; then
  kill -KILL "$holder" 2> /dev/null
  for wait in $(seq 600); do [ -d "/proc/$init" ] || break; sleep 0.1; done
fi
for attempt in 1 2 3 4 5 6 7 8 9 10; do
  left=no
  for cgroup in /sys/fs/cgroup/"$name" /sys/fs/cgroup/*/"$name"; do
    [ -d "$cgroup" ] || continue
    find "$cgroup" -depth -type d -exec rmdir {} + 2> /dev/null || left=yes
  done
  [ "$left" = no ] && break
  sleep 0.2
done
rm -rf "$folder"
`;

/** Holds the folder's lock, and cleans up as soon as the pipe that only its parent holds is closed, however that came. */
const GUARD = `echo locked; read -r holder init; read -r _; set -- "$1" "$holder" "$init"; ${CLEAN}`;

/** Everything that a cluster has on this machine's disk, and its cgroups, which bear the folder's name. */
export class RunFolder {
  readonly path: string;
  readonly #guard: ChildProcess;

  private constructor(path: string, guard: ChildProcess) {
    this.path = path;
    this.#guard = guard;
  }

  /** Also removes what clusters have left whose guard was killed with them: nobody holds their lock. */
  static async open(): Promise<RunFolder> {
    await sweep();
    const path = mkdtempSync(join(tmpdir(), PREFIX));
    const guard = spawn('flock', [join(path, 'lock'), 'sh', '-c', GUARD, 'guard', path], {
      detached: true,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    await once(guard.stdout as NodeJS.EventEmitter, 'data');
    return new RunFolder(path, guard);
  }

  /** The name of its cgroup in every hierarchy. */
  get cgroup(): string {
    return basename(this.path);
  }

  /** Says which process's end ends all others, and which is the last to go. */
  guard(holder: number, init: number): void {
    (this.#guard.stdin as Writable).write(`${holder} ${init}\n`);
  }

  /** Resolves once nothing is left. */
  async close(): Promise<void> {
    const gone = once(this.#guard, 'exit');
    (this.#guard.stdin as Writable).end();
    await gone;
  }
}

/** The folders of clusters on this machine. */
export function runFolders(): string[] {
  const names = readdirSync(tmpdir()).filter((name) => name.startsWith(PREFIX));
  return names.map((name) => join(tmpdir(), name));
}

/** A folder without a lock has just been made. */
async function sweep(): Promise<void> {
  for (const path of runFolders().filter((each) => existsSync(join(each, 'lock')))) {
    const cleaning = spawn('flock', ['--nonblock', join(path, 'lock'), 'sh', '-c', CLEAN, 'sweep', path]);
    await once(cleaning, 'exit');
  }
}
