// test:k8s: outside
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { until } from './support/kubectl.js';

const entry = fileURLToPath(new URL('../../k8s.js', import.meta.url));

/** The lines that tell of the machine's own network and mounts. */
function machine(): string[] {
  const links = readdirSync('/sys/class/net').map((name) => `link ${name}`);
  const mounts = readFileSync('/proc/self/mounts', 'utf8').split('\n');
  return [...links, ...mounts].sort();
}

/** What there is of a cluster on this machine: its folder, its processes, its cgroups. */
function traces(run: string): string[] {
  const found = existsSync(run) ? [run] : [];
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    if (about(pid).includes(run)) found.push(`process ${pid}: ${about(pid).slice(0, 200)}`);
  }
  const hierarchies = readdirSync('/sys/fs/cgroup').map((name) => `/sys/fs/cgroup/${name}`);
  return [
    ...found,
    ...hierarchies.map((folder) => `${folder}/${basename(run)}`).filter((folder) => existsSync(folder)),
  ];
}

function about(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}

/** Brings a cluster up by the command. Resolves with its folder. */
async function up(command: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: command.stdout as NodeJS.ReadableStream })) {
    const run = /^KUBECONFIG=(\/.*)\/pki\//.exec(line)?.[1];
    if (run) return run;
  }
  throw new Error('the command ended before the cluster was up');
}

for (const signal of ['SIGKILL', 'SIGINT'] as const) {
  test.serial(`after ${signal} nothing of a cluster is left, and the machine is as it was`, async (t) => {
    t.timeout(10 * 60_000);
    const before = machine();
    const command = spawn(process.execPath, [entry, 'up'], { stdio: ['ignore', 'pipe', 'inherit'] });
    t.teardown(() => command.kill('SIGKILL'));
    const run = await up(command);
    const running = traces(run);
    t.true(
      running.some((line) => line.includes('containerd-shim')),
      'a pod ran',
    );
    t.true(running.some((line) => line.startsWith('/sys/fs/cgroup')));
    t.deepEqual(machine(), before);

    command.kill(signal);
    await once(command, 'exit');
    await until('nothing to be left', 60, async () => {
      const left = traces(run);
      if (left.length > 0) throw new Error(left.join('\n'));
      return true;
    });
    t.deepEqual(machine(), before);
  });
}
