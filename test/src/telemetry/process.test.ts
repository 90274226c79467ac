import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';

function start(t: ExecutionContext, behaviour: string, env: NodeJS.ProcessEnv = {}): ChildProcess {
  const main = fileURLToPath(new URL('support/process.js', import.meta.url));
  const child = spawn(process.execPath, [main, behaviour], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.teardown(() => child.kill('SIGKILL'));
  return child;
}

interface Line {
  time: string;
  level: string;
  name: string;
  message: string;
  trace_id?: string;
  span_id?: string;
  err?: { message: string; reason?: string };
}

/** The process's log, once it has said `ready`, and when all of it has come. */
async function untilReady(child: ChildProcess): Promise<{ lines: Line[]; closed: Promise<unknown> }> {
  const lines: Line[] = [];
  const reader = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  const ready = new Promise<void>((resolve) => {
    reader.on('line', (line) => {
      lines.push(JSON.parse(line));
      if (lines.at(-1)?.message === 'ready') resolve();
    });
  });
  const closed = once(reader, 'close');
  await ready;
  return { lines, closed };
}

test('a log line is JSON with time, level, name, message and the ids of its span', async (t) => {
  const child = start(t, 'wait');
  const [line] = (await untilReady(child)).lines;
  t.like(line, { level: 'info', name: 'parallax-test', message: 'ready' });
  t.regex(line?.time ?? '', /^\d{4}-\d\d-\d\dT.*Z$/);
  t.regex(line?.trace_id ?? '', /^[0-9a-f]{32}$/);
  t.regex(line?.span_id ?? '', /^[0-9a-f]{16}$/);
});

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  test(`${signal} lets a process end in good order, with 0`, async (t) => {
    const child = start(t, 'wait');
    await untilReady(child);
    child.kill(signal);
    t.deepEqual(await once(child, 'exit'), [0, null]);
  });
}

test('a wait that SIGTERM cuts short is a good end too', async (t) => {
  const child = start(t, 'delay');
  await untilReady(child);
  child.kill('SIGTERM');
  t.deepEqual(await once(child, 'exit'), [0, null]);
});

test('a second signal ends a process at once, with 1', async (t) => {
  const child = start(t, 'ignore');
  await untilReady(child);
  child.kill('SIGTERM');
  await new Promise((resolve) => setTimeout(resolve, 200)); // Two signals of a kind at one moment are one.
  child.kill('SIGTERM');
  t.deepEqual(await once(child, 'exit'), [1, null]);
});

test('what ends a process is logged, and its exit code is 1', async (t) => {
  const child = start(t, 'throw');
  const exit = once(child, 'exit');
  const { lines, closed } = await untilReady(child);
  await closed;
  t.deepEqual(await exit, [1, null]);
  t.like(lines.at(-1), { level: 'fatal', err: { message: 'on purpose' } });
});

test('what nobody catches ends a process with one fatal line and 1', async (t) => {
  const child = start(t, 'uncaught');
  const exit = once(child, 'exit');
  const { lines, closed } = await untilReady(child);
  await closed;
  t.deepEqual(await exit, [1, null]);
  t.is(lines.length, 2);
  t.like(lines.at(-1), { level: 'fatal', err: { message: 'on purpose' } });
});

test('memory that is not there is called that', async (t) => {
  const child = start(t, 'memory');
  const exit = once(child, 'exit');
  const { lines, closed } = await untilReady(child);
  await closed;
  t.deepEqual(await exit, [1, null]);
  t.like(lines.at(-1), { level: 'fatal', err: { reason: 'OUT_OF_MEMORY' } });
});

for (const [name, value] of [
  ['PARALLAX_LOG_LEVEL', 'verbose'],
  ['PARALLAX_METRICS_LISTEN', 'nonsense'],
  ['PARALLAX_NATS_URL', 'nats://parallax:p/s3cret@127.0.0.1:4222'],
  ['PARALLAX_NATS_URL', 'nats://parallax:s3cret%@127.0.0.1:4222'],
] as const) {
  test(`${name}=${value} ends a process at its start, with 64 and one line that names it`, async (t) => {
    const child = start(t, 'wait', { [name]: value });
    const [output, [code]] = await Promise.all([text(child.stdout as Readable), once(child, 'exit')]);
    t.is(code, 64);
    const line: Line = JSON.parse(output);
    t.is(line.level, 'fatal');
    t.true(line.message.startsWith(name));
    t.false(output.includes('s3cret'));
  });
}

test('a setting that main finds missing ends a process with 64 too', async (t) => {
  t.deepEqual(await once(start(t, 'require'), 'exit'), [64, null]);
});

test('a process ends with the code that its main returns', async (t) => {
  t.deepEqual(await once(start(t, 'code'), 'exit'), [7, null]);
});

test('spans go out over OTLP where an endpoint is configured', async (t) => {
  const paths: string[] = [];
  let body = '';
  const collector = createServer(async (request, response) => {
    paths.push(request.url ?? '');
    for await (const chunk of request) body += chunk.toString('latin1');
    response.end();
  });
  collector.listen(0, '127.0.0.1');
  await once(collector, 'listening');
  t.teardown(() => collector.close());
  const { port } = collector.address() as AddressInfo;
  const child = start(t, 'wait', {
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=here',
  });
  await untilReady(child);
  child.kill('SIGTERM');
  t.deepEqual(await once(child, 'exit'), [0, null]);
  t.true(paths.includes('/v1/traces'));
  t.true(['parallax-test', 'work', 'deployment.environment.name'].every((part) => body.includes(part)));
});

test('a collector that is not there holds nothing up', async (t) => {
  const child = start(t, 'wait', { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' });
  await untilReady(child);
  child.kill('SIGTERM');
  t.deepEqual(await once(child, 'exit'), [0, null]);
});
