import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { provide } from '@parallax/local';
import { type Cluster, type Programs, startCluster } from './cluster.js';
import { inside } from './isolation.js';
import { plainProgress } from './progress.js';
import { RunFolder } from './run-folder.js';
import { readState } from './state.js';
import { coreTools, type ToolName, toolPart } from './tools.js';

export { lacks } from './lacks.js';

export interface OpenCluster extends Cluster {
  /** Resolves once nothing of it is left. When this process ends otherwise, whatever ends it, the same happens. */
  close(): Promise<void>;
}

/**
 * Makes what is missing of the tools: minutes, where they have to be compiled. Resolves with the folder of each.
 *
 * @param tools beside those that every cluster needs
 */
export function makeTools(tools: readonly ToolName[], report: (line: string) => void): Promise<Programs> {
  const parts = [...new Set([...coreTools, ...tools])].map(toolPart);
  return provide(parts, { report: plainProgress(report) });
}

/**
 * Brings a cluster up, with these programs in its PATH.
 *
 * @throws where a part of the cluster ends before it serves
 */
export async function openCluster(programs: Programs, report: (line: string) => void): Promise<OpenCluster> {
  const run = await RunFolder.open();
  try {
    const cluster = await startCluster(run, programs, report);
    return { ...cluster, close: () => run.close() };
  } catch (error) {
    await run.close();
    throw error;
  }
}

/** The command line, and the variables, with which a program runs inside the cluster that was started last. */
export function enter(line: readonly string[], state = readState()): { line: string[]; env: NodeJS.ProcessEnv } {
  if (!state) throw new Error('no cluster is running: node test/k8s.js up');
  const [command, args] = inside(state.init, line);
  return { line: [command, ...args], env: { ...process.env, ...state.env } };
}

/** Runs a program inside the running cluster, at this terminal. Resolves with its exit code. */
export async function exec(line: readonly string[]): Promise<number> {
  const { line: whole, env } = enter(line);
  const child = spawn(whole[0] as string, whole.slice(1), { env, stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  return code ?? 1;
}
