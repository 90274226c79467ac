import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { nodes } from '../cluster/topology.js';

/** Gives images that nodes have a second tag: a new version for an upgrade. */
export async function tagImages(repositories: readonly string[], from: string, to: string): Promise<void> {
  const run = process.env.PARALLAX_K8S_RUN as string;
  for (const { name } of nodes.filter(({ gpus }) => gpus === 0)) {
    const address = ['--address', join(run, name, 'containerd.sock'), '--namespace', 'k8s.io'];
    for (const repository of repositories) {
      const names = [from, to].map((tag) => `docker.io/${repository}:${tag}`);
      await promisify(execFile)('ctr', [...address, 'images', 'tag', '--force', ...names]);
    }
  }
}
