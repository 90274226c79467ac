// test:k8s: kwok, slow
import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { callsByUser } from './support/audit.js';
import { kubectl, until } from './support/kubectl.js';
import { PRODUCT, pretendNodes } from './support/kwok.js';
import { Namespace } from './support/namespace.js';
import { onGpu } from './support/stand-in.js';

const NODES = 200;
const JOBS = 1000;
/** How many kubectl submit them at the same time. */
const CLIENTS = 8;
/** How long a pretended pod runs, in seconds. */
const RUNS = 10;

/** One pod that gets one pretended GPU; gone a few seconds after it is done. */
function job(index: number): object {
  const nodeSelector = { 'nvidia.com/gpu.product': PRODUCT };
  const template = { spec: { restartPolicy: 'Never', ...onGpu([], { nodeSelector }) } };
  const spec = { backoffLimit: 0, ttlSecondsAfterFinished: 5, template };
  return { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: `job-${index}` }, spec };
}

/** Creates every CLIENTS-th job, one request after the other. */
async function submit(namespace: Namespace, client: number): Promise<void> {
  const items = Array.from({ length: JOBS / CLIENTS }, (_, index) => job(index * CLIENTS + client));
  await namespace.kubectl(['create', '--filename=-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
}

test.serial(
  `${JOBS} jobs queue for ${NODES} pretended GPUs, all are placed and done, and nothing is left`,
  async (t) => {
    t.timeout(30 * 60_000);
    await pretendNodes(t, NODES, RUNS);
    const namespace = await Namespace.create(t, 'scale');
    const before = await callsByUser();
    const start = performance.now();
    const seconds = () => Math.round((performance.now() - start) / 100) / 10;

    await Promise.all(Array.from({ length: CLIENTS }, (_, client) => submit(namespace, client)));
    const created = seconds();

    // By what each pod's own record says: looking at them all while they run would be most of the load.
    const events = () => namespace.kubectl(['get', 'events', '--field-selector=reason=Scheduled', '--output=name']);
    await until('all jobs to be placed', 1500, async () => {
      await sleep(2000);
      return (await events()).trim().split('\n').length >= JOBS;
    });
    const placed = seconds();

    await until('all jobs to go', 600, async () => {
      await sleep(2000);
      const left = await namespace.kubectl(['get', 'jobs,pods', '--output=name']);
      return left === '';
    });
    const gone = seconds();
    const after = await callsByUser();

    await kubectl(['delete', 'namespace', namespace.name, '--wait', '--timeout=300s']);
    const figures: [string, number][] = [
      ['created, s', created],
      ['placed, s', placed],
      ['all gone, s', gone],
    ];
    for (const [user, count] of after) {
      const calls = count - (before.get(user) ?? 0);
      if (calls >= JOBS / 10) figures.push([`calls a job by ${user}`, calls / JOBS]);
    }
    for (const [what, figure] of figures) t.log(`${what.padEnd(64)} ${figure.toFixed(1).padStart(8)}`);
    await t.throwsAsync(kubectl(['get', 'namespace', namespace.name]), { message: /not found/ });
  },
);
