import { existsSync, readFileSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runFolders } from './run-folder.js';

/** What another process needs to get into a running cluster. */
export interface ClusterState {
  run: string;
  /** The first process of its namespaces. */
  init: number;
  /** To be added to one's own. */
  env: Record<string, string>;
}

/** Once the cluster serves. */
export async function writeState(state: ClusterState): Promise<void> {
  await writeFile(fileOf(state.run), JSON.stringify(state));
}

/** Of the cluster that was started last on this machine. */
export function readState(): ClusterState | undefined {
  const files = runFolders().map(fileOf).filter(existsSync);
  const [latest] = files.sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  return latest === undefined ? undefined : JSON.parse(readFileSync(latest, 'utf8'));
}

function fileOf(run: string): string {
  return join(run, 'state.json');
}
