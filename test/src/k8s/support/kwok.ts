import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findTool } from '@parallax/local';
import type { ExecutionContext } from 'ava';
import { GPU_TAINT } from '../cluster/topology.js';
import { kubectl } from './kubectl.js';

/** What pretended nodes say that their GPU is. */
export const PRODUCT = 'pretended';

const PRETENDED = { 'kwok.x-k8s.io/node': 'fake' };

/** kwok's own description of how nodes and pods come to be, whose pods end as soon as they run: ours replaces that one. */
const stages = [
  'node/fast/node-initialize',
  'node/heartbeat/node-heartbeat',
  'pod/fast/pod-ready',
  'pod/fast/pod-delete',
];

function completion(seconds: number): object {
  const terminated = '{exitCode: 0, reason: Completed, finishedAt: {{ Now | Quote }}, startedAt: {{ Now | Quote }}}';
  const container = `{name: main, image: none, ready: false, started: false, restartCount: 0, state: {terminated: ${terminated}}}`;
  return {
    apiVersion: 'kwok.x-k8s.io/v1alpha1',
    kind: 'Stage',
    metadata: { name: 'pod-complete' },
    spec: {
      resourceRef: { apiGroup: 'v1', kind: 'Pod' },
      selector: {
        matchExpressions: [
          { key: '.metadata.deletionTimestamp', operator: 'DoesNotExist' },
          { key: '.status.phase', operator: 'In', values: ['Running'] },
        ],
      },
      delay: { durationMilliseconds: seconds * 1000 },
      next: { statusTemplate: `phase: Succeeded\ncontainerStatuses: [${container}]\n` },
    },
  };
}

/** Nodes of one GPU each that only pretend, by kwok: their pods run for so many seconds and are done. Gone with the test. */
export async function pretendNodes(t: ExecutionContext, count: number, podSeconds: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'parallax-kwok-'));
  const complete = join(folder, 'complete.json');
  await writeFile(complete, JSON.stringify(completion(podSeconds)));
  const known = join(dirname(findTool('kwok') as string), 'stages');
  const files = [...stages.map((name) => join(known, `${name}.yaml`)), complete];
  const run = process.env.PARALLAX_K8S_RUN as string;
  const log = openSync(join(run, 'logs', 'kwok.log'), 'a');
  const kwok = spawn(
    'kwok',
    [
      `--kubeconfig=${join(run, 'pki', 'kwok.kubeconfig')}`,
      `--manage-nodes-with-annotation-selector=${Object.entries(PRETENDED).flat().join('=')}`,
      ...files.map((file) => `--config=${file}`),
    ],
    { stdio: ['ignore', log, log] },
  );
  closeSync(log);
  const nodes = Array.from({ length: count }, (_, index) => node(`pretended-${index}`));
  t.teardown(async () => {
    await kubectl(['delete', 'nodes', `--selector=nvidia.com/gpu.product=${PRODUCT}`]);
    kwok.kill();
    await rm(folder, { recursive: true });
  });
  await kubectl(['create', '--filename=-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items: nodes }));
  await kubectl([
    'wait',
    'nodes',
    `--selector=nvidia.com/gpu.product=${PRODUCT}`,
    '--for=condition=Ready',
    '--timeout=120s',
  ]);
}

function node(name: string): object {
  const capacity = { cpu: '8', memory: '64Gi', pods: '110', 'nvidia.com/gpu': '1' };
  const labels = {
    'kubernetes.io/hostname': name,
    'nvidia.com/gpu.present': 'true',
    'nvidia.com/gpu.product': PRODUCT,
  };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels, annotations: PRETENDED },
    spec: { taints: [GPU_TAINT] },
    status: { capacity, allocatable: capacity },
  };
}
