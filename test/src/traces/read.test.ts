import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readTrace } from '@parallax/traces';
import test, { type ExecutionContext } from 'ava';
import { missing } from '../support/errors.js';
import { traceId } from './support/made.js';

/** A server that answers every request the same. */
async function store(t: ExecutionContext, status: number, body: string): Promise<URL> {
  const server = createServer((_, response) => response.writeHead(status).end(body)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

test('OTLP’s JSON is read: ids, times, kinds, values of all types, links and failures', async (t) => {
  const [spanId, parentSpanId] = ['00000000000000AB', '00000000000000cd'];
  const otlp = {
    traceId: traceId.toUpperCase(),
    spanId,
    parentSpanId,
    name: 'shard',
    kind: 3,
    startTimeUnixNano: '1767225600000500000',
    endTimeUnixNano: '1767225600001500000',
    attributes: [
      { key: 'text', value: { stringValue: 'a' } },
      { key: 'whole', value: { intValue: '7' } },
      { key: 'share', value: { doubleValue: 0.5 } },
      { key: 'yes', value: { boolValue: true } },
    ],
    links: [{ traceId: 'b'.repeat(32), spanId: 'c'.repeat(16) }],
    status: { code: 2, message: 'why' },
  };
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'parallax-probe' } }] };
  const result = { resourceSpans: [{ resource, scopeSpans: [{ spans: [otlp, otlp] }] }] };
  const trace = await readTrace(await store(t, 200, JSON.stringify({ result })), traceId);
  t.deepEqual(trace, {
    id: traceId,
    spans: [
      {
        id: '00000000000000ab',
        parent: parentSpanId,
        name: 'shard',
        service: 'parallax-probe',
        kind: 'client',
        start: 1767225600000.5,
        end: 1767225600001.5,
        attributes: { text: 'a', whole: 7, share: 0.5, yes: true },
        links: [{ traceId: 'b'.repeat(32), spanId: 'c'.repeat(16) }],
        error: 'why',
      },
    ],
  });
});

test('a trace that the store doesn’t have is not found', async (t) => {
  const error = await t.throwsAsync(readTrace(await store(t, 404, '{}'), traceId));
  t.like(error, missing('trace', traceId));
  t.regex(error?.message ?? '', /: http:\/\/127\.0\.0\.1:\d+ has none of its spans/);
});

test('a store that is not there, or is none, is named with the setting', async (t) => {
  for (const url of [new URL('http://127.0.0.1:1'), await store(t, 200, '<html>'), await store(t, 500, '{}')]) {
    const error = await t.throwsAsync(readTrace(url, traceId));
    t.like(error, { reason: 'UNAVAILABLE' });
    t.regex(error?.message ?? '', /^no trace store answers at http:\/\/127\.0\.0\.1:\d+ \(PARALLAX_TRACES_URL\): \S/);
  }
});
