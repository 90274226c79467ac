import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { catalogue, prometheusName } from '@parallax/telemetry';
import test from 'ava';
import { ended, type Services, small, startServices } from '../services/support/services.js';
import { until } from '../support/until.js';

const dashboards = fileURLToPath(new URL('../../../deploy/observability/dashboards', import.meta.url));

interface Target {
  expr?: string;
  service?: string;
}
interface Panel {
  title: string;
  type: string;
  targets?: Target[];
}

let services: Services;
let pages: { traces: string; metrics: string };
/** One experiment, to its end. */
let experiment: { name: string; traceId: string };
const begin = Date.now() / 1000;

test.before(async (t) => {
  t.timeout(1_200_000);
  services = await startServices({ observe: true });
  pages = services.stack.pages as typeof pages;
  const { trainings, embeddings, probes } = services;
  const diagnostics = { images: 64, bank: 128, budget: 1 };
  const asked = { ...small, images: 512, epochs: 12, checkpointSteps: 8, diagnostics };
  const { job } = await trainings.startTraining({ spec: asked });
  const training = job?.id as string;
  const embed = async (split: string) => {
    const spec = { encoder: { training }, split, images: 200 };
    return (await embeddings.startEmbedding({ spec })).job?.id as string;
  };
  const [train, held] = [await embed('train'), await embed('test')];
  const spec = { embeddings: { train, test: held }, knn: { k: [10] }, linear: { epochs: 2 } };
  const { job: probe } = await probes.startProbe({ spec });
  const { status } = await ended(services, probe?.id as string);
  t.is(status?.state, 'JOB_STATE_SUCCEEDED', status?.error?.message);
  experiment = { name: status?.experiment as string, traceId: status?.traceId as string };
  // A call that fails, of which there is a panel.
  await t.throwsAsync(services.jobs.getJob({ id: 'training-0000000000000000' }));
});

test.after.always(() => services?.stop());

async function trainAgain(seed: number): Promise<void> {
  const { job } = await services.trainings.startTraining({ spec: { ...small, images: 512, epochs: 6, seed } });
  await ended(services, job?.id as string);
}

/** A page's answer as JSON. */
async function get<T>(url: string, query: Record<string, string> = {}): Promise<T> {
  return (await (await fetch(`${url}?${new URLSearchParams(query)}`)).json()) as T;
}

interface Answer<Data> {
  status: string;
  error?: string;
  data: Data;
}

function prometheus<Data>(path: string, query: Record<string, string> = {}): Promise<Answer<Data>> {
  return get(`${pages.metrics}/api/v1/${path}`, query);
}

/** As Grafana fills in its variables, with windows for a run of a minute. */
function fill(expr: string): string {
  const values: Record<string, string> = {
    __rate_interval: '30s',
    __range: '15m',
    experiment: experiment.name,
    kind: '.*',
  };
  return expr.replaceAll(/\$(\w+)/g, (_, name) => values[name] as string);
}

async function panels(): Promise<[board: string, Panel][]> {
  const files = await readdir(dashboards);
  const read = async (file: string) => {
    const board = JSON.parse(await readFile(`${dashboards}/${file}`, 'utf8')) as { panels: Panel[] };
    return board.panels.map((panel): [string, Panel] => [file, panel]);
  };
  return (await Promise.all(files.map(read))).flat().filter(([, { type }]) => type !== 'row');
}

/** What needs what is not here: a GPU; a NATS whose storage is limited, which the local one's is not; a damaged record. */
const absent = [
  catalogue.runtime.gpuMemory,
  catalogue.runtime.gpuMemoryLimit,
  catalogue.runtime.gpuUtilisation,
  catalogue.runtime.storageLimit,
  catalogue.jobs.unreadable,
].map((metric) => prometheusName(metric));

test("each panel's query is understood, and finds data of a real run", async (t) => {
  t.timeout(300_000);
  const queries = (await panels()).flatMap(([board, { title, targets = [] }]) =>
    targets.flatMap(({ expr }) => (expr ? [{ name: `${board}: ${title}: ${expr}`, expr: fill(expr) }] : [])),
  );
  t.true(queries.length > 50);
  const missing = async () => {
    const found = await Promise.all(
      queries.map(async ({ name, expr }) => {
        const span = { start: String(begin), end: String(Date.now() / 1000), step: '5' };
        const answer = await prometheus<{ result: { values: [number, string][] }[] }>('query_range', {
          query: expr,
          ...span,
        });
        t.is(answer.status, 'success', `${name}: ${answer.error}`);
        const values = answer.data.result.flatMap((series) => series.values);
        return values.some(([, value]) => Number.isFinite(Number(value))) ? [] : [name];
      }),
    );
    return found.flat().filter((name) => !absent.some((metric) => name.includes(metric)));
  };
  // What no two scrapes saw change, because all of it came between two of them, another training changes again.
  let left = await missing();
  for (let seed = 1; left.length > 0 && seed <= 8; seed++) {
    await trainAgain(seed);
    await sleep(5_000);
    left = await missing();
  }
  t.deepEqual(left, []);
});

test("the traces of an experiment are found as Grafana's panel asks for them, and Jaeger shows them", async (t) => {
  t.timeout(120_000);
  const targets = (await panels()).flatMap(([, panel]) => panel.targets ?? []);
  const [search, ...others] = targets.filter(({ service }) => service !== undefined);
  t.deepEqual(others, []);
  const tags = JSON.stringify({ 'parallax.experiment': experiment.name });
  const found = async () => {
    const query = { service: search?.service as string, tags, limit: '20', lookback: '1h' };
    const { data } = await get<{ data: { traceID: string }[] }>(`${pages.traces}/api/traces`, query);
    return data.map(({ traceID }) => traceID);
  };
  await until('the trace is found', async () => (await found()).includes(experiment.traceId), 100);
  const page = await fetch(`${pages.traces}/trace/${experiment.traceId}`);
  t.is(page.status, 200);
  const html = await page.text();
  const assets = [...html.matchAll(/(?:src|href)="([^"]+\.(?:js|css))"/g)].map(([, path]) => path as string);
  t.true(assets.length > 0, html);
  for (const path of assets) t.is((await fetch(new URL(path, page.url))).status, 200, path);
});

interface ScrapedTarget {
  health: string;
  labels: { instance: string };
  lastError: string;
}

interface EvaluatedRule {
  name: string;
  health: string;
  lastError?: string;
}

test('Prometheus reaches each process and the object store, and can evaluate each rule', async (t) => {
  t.timeout(120_000);
  const down = async () => {
    const { data } = await prometheus<{ activeTargets: ScrapedTarget[] }>('targets');
    t.is(data.activeTargets.length, 10);
    return data.activeTargets.filter(({ health }) => health !== 'up');
  };
  const allUp = async () => {
    const left = await down();
    if (left.length === 0) return true;
    t.log(left.map(({ labels, lastError }) => `${labels.instance}: ${lastError}`).join('; '));
    await sleep(1_000);
    return false;
  };
  await until('Prometheus reaches all of them', allUp, 100);
  const { data } = await prometheus<{ groups: { rules: EvaluatedRule[] }[] }>('rules');
  const rules = data.groups.flatMap((group) => group.rules);
  t.true(rules.length >= 10);
  for (const { name, health, lastError } of rules) t.not(health, 'err', `${name}: ${lastError}`);
});

test("the console's page has the dashboards", async (t) => {
  const page = await fetch(`${pages.metrics}/consoles/parallax.html`);
  t.is(page.status, 200);
  const [, boards = ''] = /id="boards">(.*)<\/script>/.exec(await page.text()) ?? [];
  t.deepEqual(
    (JSON.parse(boards) as { title: string }[]).map(({ title }) => title),
    ['Experiment', 'Stages', 'Fleet'],
  );
});
