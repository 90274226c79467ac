import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { importCommand } from '../cluster/node.js';
import { nodes } from '../cluster/topology.js';

/** Brings an image, a Docker or OCI archive, to nodes: their kubelets can pull none. Default: to all of them. */
export async function importImage(archive: string, names = nodes.map((node) => node.name)): Promise<void> {
  const run = process.env.PARALLAX_K8S_RUN as string;
  for (const name of names) {
    const [command, ...args] = importCommand(run, name);
    await promisify(execFile)(command as string, [...args, archive], { timeout: 300_000 });
  }
}
