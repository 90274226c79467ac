import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import type { RunFolder } from './run-folder.js';
import { CONTROL_PLANE, nodes } from './topology.js';

/**
 * What the first process does: gives the network namespace its one link, tries whether an overlay can be mounted on this
 * file system, says so, and from then on takes in the processes whose parents are gone.
 */
const INIT = `
set -eu
ip link set lo up
ip link add uplink type bridge
for address in ${[CONTROL_PLANE, ...nodes.map((node) => node.address)].join(' ')}; do
  ip address add "$address/24" dev uplink
done
ip link set uplink up
ip route add default via 10.254.0.254
echo 1 > /proc/sys/net/ipv4/ip_forward
cd "$1"
mkdir lower upper work merged
if mount -t overlay overlay -o lowerdir=lower,upperdir=upper,workdir=work merged 2> /dev/null; then
  umount merged; echo overlayfs
else
  echo native
fi
rm -r lower upper work merged
sleep infinity & wait $!
`;

/**
 * Namespaces of their own for processes, mounts and the network: bridges, iptables and mounts made inside are not the
 * machine's, and are gone with the last process inside, which is gone with the first. The first ends with us
 * (`--pdeathsig`, `--kill-child`).
 */
export class Isolation {
  /** The first process, as the machine counts. */
  readonly init: number;
  readonly snapshotter: string;

  private constructor(init: number, snapshotter: string) {
    this.init = init;
    this.snapshotter = snapshotter;
  }

  static async create(run: RunFolder): Promise<Isolation> {
    const namespaces = [
      '--net',
      '--mount',
      '--pid',
      '--fork',
      '--kill-child',
      '--mount-proc',
      '--propagation',
      'private',
    ];
    const holder = spawn(
      'setpriv',
      ['--pdeathsig', 'KILL', '--', 'unshare', ...namespaces, 'sh', '-c', INIT, 'init', run.path],
      { detached: true, stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const ended = once(holder, 'exit').then(() => Promise.reject(new Error('the namespaces could not be made')));
    const [ready] = await Promise.race([once(holder.stdout, 'data'), ended]);
    ended.catch(() => {});
    const [init] = readFileSync(`/proc/${holder.pid}/task/${holder.pid}/children`, 'utf8').split(' ');
    run.guard(holder.pid as number, Number(init));
    return new Isolation(Number(init), String(ready).trim());
  }

  /** Runs a program inside to its end, and resolves with what it printed. */
  async run(...line: string[]): Promise<string> {
    const [command, args] = inside(this.init, line);
    const { stdout } = await promisify(execFile)(command, args, { maxBuffer: 2 ** 28 });
    return stdout;
  }
}

/** The command line that runs a program in the namespaces of another process. */
export function inside(init: number, line: readonly string[]): [string, string[]] {
  const entering = ['--target', String(init), '--net', '--mount', '--pid', '--'];
  return ['nsenter', [...entering, 'sh', '-c', 'cd "$0" && exec "$@"', process.cwd(), ...line]];
}
