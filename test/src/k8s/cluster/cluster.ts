import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { addons, DNS_IMAGE, VOLUMES } from './addons.js';
import { Components } from './components.js';
import { controlPlane } from './control-plane.js';
import { Credentials } from './credentials.js';
import { writeImage } from './image.js';
import { Isolation } from './isolation.js';
import { importCommand, nodeCommand, PAUSE_IMAGE } from './node.js';
import type { RunFolder } from './run-folder.js';
import { type ClusterState, writeState } from './state.js';
import type { coreTools } from './tools.js';
import { nodes } from './topology.js';

/** The folders of programs: of those that a cluster is made of, and of others that its users find in PATH. */
export type Programs = Record<(typeof coreTools)[number], string>;

export interface Cluster extends ClusterState {
  /** Aborts when a part of it ends. */
  failed: AbortSignal;
}

/** The image that tests run: the program of test/k8s/tools/stand-in. */
const STAND_IN_IMAGE = 'parallax.local/stand-in:1';

/** Brings one cluster up, step by step. */
class Start {
  readonly #run: RunFolder;
  readonly #programs: Programs;
  readonly #isolation: Isolation;
  readonly #credentials: Credentials;
  readonly #components: Components;
  readonly env: ClusterState['env'];

  constructor(run: RunFolder, programs: Programs, isolation: Isolation, credentials: Credentials) {
    this.#run = run;
    this.#programs = programs;
    this.#isolation = isolation;
    this.#credentials = credentials;
    const path = [...Object.values(programs), process.env.PATH].join(':');
    this.env = { KUBECONFIG: credentials.kubeconfig('admin'), PATH: path, PARALLAX_K8S_RUN: run.path };
    this.#components = new Components(isolation, run.path, { ...process.env, ...this.env });
  }

  get failed(): AbortSignal {
    return this.#components.failed;
  }

  async controlPlane(): Promise<void> {
    for (const [name, line] of Object.entries(await controlPlane(this.#run.path, this.#credentials))) {
      await this.#components.start(name, line);
      if (name === 'kube-apiserver') await this.#until('the API server', 'get', '--raw=/readyz');
    }
  }

  async nodes(): Promise<void> {
    const { snapshotter } = this.#isolation;
    const pauseImage = await this.#standIn(PAUSE_IMAGE, 'pause');
    for (const node of nodes) {
      const line = await nodeCommand(node, this.#run, this.#credentials, { snapshotter, pauseImage });
      await this.#components.start(node.name, line);
    }
    for (const { name, gpus } of nodes) {
      await this.#until(`node ${name}`, 'wait', '--for=condition=Ready', `node/${name}`);
      const amount = { 'nvidia.com/gpu': String(gpus) };
      const there = JSON.stringify({ status: { capacity: amount, allocatable: amount } });
      if (gpus > 0) await this.#kubectl('patch', 'node', name, '--subresource=status', `--patch=${there}`);
    }
  }

  /** From here on the first packet of whatever is routed to a pod waits for the engine's word, and without it is lost. */
  async policies(): Promise<void> {
    const kubeconfig = `KUBECONFIG=${this.#credentials.kubeconfig('policy-engine')}`;
    await this.#components.start('policy-engine', ['env', kubeconfig, 'policy-engine']);
    const first = ['--match', 'conntrack', '--ctstate', 'NEW'];
    const queue = ['--jump', 'NFQUEUE', '--queue-num', '100'];
    await this.#isolation.run('iptables', '--table', 'mangle', '--append', 'FORWARD', ...first, ...queue);
  }

  async addons(): Promise<void> {
    const { coredns } = this.#programs;
    const dns = { name: DNS_IMAGE, files: { coredns: join(coredns, 'coredns') }, entrypoint: ['/coredns'] };
    const archives = [await this.#standIn(STAND_IN_IMAGE), await writeImage(this.#run.path, dns)];
    for (const { name } of nodes) {
      for (const archive of archives) await this.#isolation.run(...importCommand(this.#run.path, name), archive);
    }
    const volumes = join(this.#run.path, 'volumes');
    for (let number = 0; number < VOLUMES; number++) await mkdir(join(volumes, String(number)), { recursive: true });
    const manifests = join(this.#run.path, 'addons.json');
    await writeFile(manifests, JSON.stringify(addons(volumes)));
    await this.#kubectl('apply', '--server-side', `--filename=${manifests}`);
    await this.#until('DNS', '--namespace=kube-system', 'wait', '--for=condition=Available', 'deployment/coredns');
  }

  #standIn(name: string, ...command: string[]): Promise<string> {
    const files = { 'stand-in': join(this.#programs['stand-in'], 'stand-in') };
    return writeImage(this.#run.path, { name, files, entrypoint: ['/stand-in', ...command] });
  }

  #kubectl(...args: string[]): Promise<string> {
    const env = Object.entries(this.env).map(([name, value]) => `${name}=${value}`);
    return this.#isolation.run('env', ...env, 'kubectl', ...args);
  }

  #until(what: string, ...args: string[]): Promise<string> {
    return this.#components.until(what, 120, () => this.#kubectl(...args));
  }
}

/**
 * Brings a cluster up in a run folder, whose closing ends it. Resolves once it runs pods and answers names.
 *
 * @param report is told of each step that is done
 */
export async function startCluster(
  run: RunFolder,
  programs: Programs,
  report: (line: string) => void,
): Promise<Cluster> {
  const isolation = await Isolation.create(run);
  const start = new Start(run, programs, isolation, await Credentials.create(run.path));
  await start.controlPlane();
  report('the control plane serves');
  await start.nodes();
  report('the nodes are ready');
  await start.policies();
  await start.addons();
  report('pods run, and names resolve');
  const state = { run: run.path, init: isolation.init, env: start.env };
  await writeState(state);
  return { ...state, failed: start.failed };
}
