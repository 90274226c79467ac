import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import protobuf from 'protobufjs';

/** As much of opentelemetry-proto's `trace/v1/trace.proto` as the tests read. */
const schema = `
  syntax = "proto3";
  message ExportTraceServiceRequest { repeated ResourceSpans resource_spans = 1; }
  message ResourceSpans { Resource resource = 1; repeated ScopeSpans scope_spans = 2; }
  message Resource { repeated KeyValue attributes = 1; }
  message KeyValue { string key = 1; AnyValue value = 2; }
  message AnyValue { string string_value = 1; }
  message ScopeSpans { repeated Span spans = 2; }
  message Span {
    bytes trace_id = 1; bytes span_id = 2; bytes parent_span_id = 4; string name = 5;
    repeated KeyValue attributes = 9; repeated Link links = 13;
  }
  message Link { bytes trace_id = 1; bytes span_id = 2; }
`;

const request = protobuf.parse(schema).root.lookupType('ExportTraceServiceRequest');

export interface CollectedSpan {
  service: string;
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId: string;
  attributes: Record<string, string>;
  /** Trace ids. */
  links: string[];
}

/** A collector that takes traces over OTLP (HTTP, protobuf) and keeps them. */
export async function startCollector(): Promise<{ endpoint: string; spans: CollectedSpan[]; stop(): void }> {
  const spans: CollectedSpan[] = [];
  const server = createServer(async (incoming, outgoing) => {
    const body = Buffer.concat(await incoming.toArray());
    if (incoming.url === '/v1/traces') spans.push(...read(body));
    outgoing.end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const stop = () => {
    server.close();
    server.closeAllConnections();
  };
  return { endpoint, spans, stop };
}

interface KeyValue {
  key: string;
  value?: { stringValue?: string };
}

interface Span {
  traceId: Buffer;
  spanId: Buffer;
  parentSpanId: Buffer;
  name: string;
  attributes: KeyValue[];
  links: { traceId: Buffer }[];
}

function read(body: Buffer): CollectedSpan[] {
  const { resourceSpans } = request.decode(body) as unknown as {
    resourceSpans: { resource: { attributes: KeyValue[] }; scopeSpans: { spans: Span[] }[] }[];
  };
  return resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service = valuesOf(resource.attributes)['service.name'] as string;
    return scopeSpans.flatMap(({ spans }) =>
      spans.map(({ traceId, spanId, parentSpanId, name, attributes, links }) => ({
        service,
        name,
        traceId: traceId.toString('hex'),
        spanId: spanId.toString('hex'),
        parentSpanId: parentSpanId.toString('hex'),
        attributes: valuesOf(attributes),
        links: links.map((link) => link.traceId.toString('hex')),
      })),
    );
  });
}

function valuesOf(attributes: KeyValue[]): Record<string, string> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, value?.stringValue ?? '']));
}
