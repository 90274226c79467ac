import { existsSync } from 'node:fs';
import { findTool } from '@parallax/local';

/** Debian's packages that the cluster runs on, each with a program of it that shows that it is there. */
const clusters: Record<string, string> = {
  containerd: 'containerd',
  runc: 'runc',
  'containernetworking-plugins': '/usr/lib/cni/ptp',
  iptables: 'iptables',
  iproute2: 'ip',
  openssl: 'openssl',
  'util-linux': 'nsenter',
};

/** Those that the images of Parallax are built with. */
const builders: Record<string, string> = { buildah: 'buildah', debootstrap: 'debootstrap' };

/**
 * In one line, what keeps this machine from running a cluster, and how to get it. Undefined where nothing does.
 * @param images Whether the images of Parallax are to be built as well.
 */
export function lacks(images: boolean): string | undefined {
  if (process.getuid?.() !== 0) return 'the cluster needs root: run this with sudo, or in a virtual machine';
  const packages = { ...clusters, ...(images && builders) };
  const missing = Object.keys(packages).filter((name) => !isThere(packages[name] as string));
  return missing.length === 0 ? undefined : `the cluster lacks programs: apt-get install ${missing.join(' ')}`;
}

function isThere(program: string): boolean {
  return program.startsWith('/') ? existsSync(program) : findTool(program) !== undefined;
}
