import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Stack, startStack } from '@parallax/local';
import { readTrace, type Span, type Trace } from '@parallax/traces';
import test, { type ExecutionContext } from 'ava';
import { parallax } from '../cli/parallax.js';
import { temporaryFolder } from '../local/temporary.js';
import { missing } from '../support/errors.js';
import { until } from '../support/until.js';

// One experiment by the command, traced into a real Jaeger, and read back by its query API.

let stack: Stack;
let store: URL;
let jobs: { training: string; probe: string };
let trace: Trace;

test.before(async (t) => {
  t.timeout(900_000);
  stack = await startStack({ observe: true });
  store = new URL(stack.env.PARALLAX_TRACES_URL as string);
  await ok(t, 'datasets', 'import', 'cifar10');
  const size = ['--images', '256', '--epochs', '2', '--batch', '64', '--test-images', '64', '--k', '5'];
  const started = await ok(t, 'run', '--json', ...size, '--linear-epochs', '1', '--out', join(stack.directory, 'out'));
  const idOf = (kind: string) => new RegExp(`"id":"(${kind}-[0-9a-f]{16})"`).exec(started)?.[1] as string;
  jobs = { training: idOf('training'), probe: idOf('probe') };
  const { job } = JSON.parse(await ok(t, 'jobs', 'show', jobs.probe, '--json')) as {
    job: { status: { traceId: string } };
  };
  trace = await whole(job.status.traceId);
});

test.after.always(() => stack?.stop());

/** Runs the command against the stack, and answers with what it wrote on stdout. */
async function ok(t: ExecutionContext, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await parallax(args, { env: stack.env });
  t.is(code, 0, `${args.join(' ')}\n${stderr}`);
  return stdout;
}

/** The trace once all of its spans have come: each process sends what it has every five seconds. */
function whole(id: string): Promise<Trace> {
  let before = 0;
  const look = async () => {
    const found = await readTrace(store, id).catch(() => undefined);
    const names = found?.spans.map(({ name }) => name) ?? [];
    const ends = ['probe attempt', 'process parallax.events.probe.succeeded', 'experiment'];
    if (found && ends.every((name) => names.includes(name)) && names.length === before) return found;
    before = names.length;
    await sleep(6000);
    return undefined;
  };
  return until(`all spans of the trace ${id} have come`, look, 180);
}

const named = (name: string): Span[] => trace.spans.filter((span) => span.name === name);

test('the store has one tree, from the command through all services and workers', (t) => {
  const ids = new Set(trace.spans.map(({ id }) => id));
  const roots = trace.spans.filter(({ parent }) => parent === undefined);
  t.deepEqual(
    roots.map(({ name, service }) => `${name} of ${service}`),
    ['experiment of parallax-cli'],
  );
  t.deepEqual(
    trace.spans.filter(({ parent }) => parent !== undefined && !ids.has(parent)).map(({ name }) => name),
    [],
  );
  const services = ['training', 'embedding', 'probe'].flatMap((name) => [name, `${name}-worker`]);
  const expected = ['cli', 'augmentation', ...services].map((name) => `parallax-${name}`);
  t.deepEqual([...new Set(trace.spans.map(({ service }) => service))].sort(), expected.sort());
  t.is(named('epoch').length, 2);
  t.true(named('epoch').every(({ attributes }) => Number(attributes['parallax.stage.augment.seconds']) > 0));
});

test('the store keeps links, within the trace and to others', async (t) => {
  const [attempt] = named('training attempt');
  const [sender] = attempt?.links ?? [];
  t.is(sender?.traceId, trace.id);
  t.is(trace.spans.find(({ id }) => id === sender?.spanId)?.name, 'publish parallax.jobs.training.{id}');
  // What the dataset's import put into the object store, in a trace of its own.
  const elsewhere = named('S3/HeadObject').flatMap(({ links }) => links.filter(({ traceId }) => traceId !== trace.id));
  t.true(elsewhere.length > 0);
  const other = await readTrace(store, elsewhere[0]?.traceId as string);
  t.is(other.spans.find(({ id }) => id === elsewhere[0]?.spanId)?.name, 'S3/PutObject');
});

test('a job’s trace is drawn as a waterfall, with what belongs to the job marked', async (t) => {
  const text = await ok(t, 'trace', jobs.training);
  const lines = text.split('\n');
  t.regex(lines[0] as string, new RegExp(`^trace ${trace.id}: ${trace.spans.length} spans of 8 services, `));
  t.regex(lines.find((line) => line.includes('experiment')) as string, /^ {2}experiment · cli +[\d.]+ m?s █/);
  t.regex(lines.find((line) => line.includes('training attempt')) as string, /^▎ +training attempt · training-worker/);
  t.regex(lines.find((line) => line.includes('probe attempt')) as string, /^ {3,}probe attempt · probe-worker/);
  t.regex(text, /epoch 2 .*\n +.*augment [\d.]+ m?s/);
  t.false(text.includes('\x1b'));
});

test('it is drawn as a page', async (t) => {
  const file = join(await temporaryFolder(t), 'trace.html');
  t.is(await ok(t, 'trace', jobs.probe, '--html', file), `drawn into ${file}\n`);
  const page = await readFile(file, 'utf8');
  t.true(page.includes(`<title>${jobs.probe} in `));
  t.is([...page.matchAll(/ role="row" id="s[0-9a-f]{16}"/g)].length > 100, true);
});

test('what can’t be drawn is said in one line, with the remedy', async (t) => {
  const failing = async (env: Record<string, string>, exitCode: number, message: RegExp) => {
    const { code, stderr } = await parallax(['trace', jobs.training], { env: { ...stack.env, ...env } });
    t.is(code, exitCode);
    t.regex(stderr, message);
    t.is(stderr.trim().split('\n').length, 1);
  };
  const unset = /PARALLAX_TRACES_URL is "": it must name a trace store: `parallax up --observe` starts one/;
  await failing({ PARALLAX_TRACES_URL: '' }, 64, unset);
  const away = /no trace store answers at http:\/\/127\.0\.0\.1:9 \(PARALLAX_TRACES_URL\)/;
  await failing({ PARALLAX_TRACES_URL: 'http://127.0.0.1:9' }, 1, away);
  const none = 'f'.repeat(32);
  t.like(await t.throwsAsync(readTrace(store, none)), missing('trace', none));
});
