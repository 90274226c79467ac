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
  message AnyValue {
    oneof value { string string_value = 1; bool bool_value = 2; int64 int_value = 3; double double_value = 4; }
  }
  message ScopeSpans { repeated Span spans = 2; }
  message Span {
    bytes trace_id = 1; bytes span_id = 2; bytes parent_span_id = 4; string name = 5; int32 kind = 6;
    fixed64 start_time_unix_nano = 7; fixed64 end_time_unix_nano = 8;
    repeated KeyValue attributes = 9; repeated Link links = 13; Status status = 15;
  }
  message Link { bytes trace_id = 1; bytes span_id = 2; }
  message Status { string message = 2; int32 code = 3; }
`;

const request = protobuf.parse(schema).root.lookupType('ExportTraceServiceRequest');

export interface CollectedSpan {
  service: string;
  name: string;
  kind: 'internal' | 'server' | 'client' | 'producer' | 'consumer';
  traceId: string;
  spanId: string;
  /** Empty at the root. */
  parentSpanId: string;
  /** Milliseconds since 1970. */
  start: number;
  end: number;
  attributes: Record<string, string | number | boolean>;
  links: { traceId: string; spanId: string }[];
  failed: boolean;
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
  value?: { stringValue?: string; boolValue?: boolean; intValue?: string; doubleValue?: number };
}

interface Link {
  traceId: Buffer;
  spanId: Buffer;
}

interface Span extends Link {
  parentSpanId: Buffer;
  name: string;
  kind: number;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes: KeyValue[];
  links: Link[];
  status?: { code: number };
}

const kinds = ['internal', 'internal', 'server', 'client', 'producer', 'consumer'] as const;

function read(body: Buffer): CollectedSpan[] {
  // 64-bit integers come as text, and fields that aren't set as their defaults.
  const decoded = request.toObject(request.decode(body), { longs: String, defaults: true, oneofs: false });
  const { resourceSpans } = decoded as {
    resourceSpans: { resource: { attributes: KeyValue[] }; scopeSpans: { spans: Span[] }[] }[];
  };
  return resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service = String(valuesOf(resource.attributes)['service.name']);
    return scopeSpans.flatMap(({ spans }) => spans.map((span) => ({ service, ...collected(span) })));
  });
}

function collected(span: Span): Omit<CollectedSpan, 'service'> {
  const { name, kind, startTimeUnixNano, endTimeUnixNano, attributes, links, status } = span;
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
  return {
    name,
    kind: kinds[kind] ?? 'internal',
    traceId: hex(span.traceId),
    spanId: hex(span.spanId),
    parentSpanId: hex(span.parentSpanId),
    start: Number(startTimeUnixNano) / 1e6,
    end: Number(endTimeUnixNano) / 1e6,
    attributes: valuesOf(attributes),
    links: links.map(({ traceId, spanId }) => ({ traceId: hex(traceId), spanId: hex(spanId) })),
    failed: status?.code === 2,
  };
}

function valuesOf(attributes: KeyValue[]): CollectedSpan['attributes'] {
  return Object.fromEntries(
    attributes.map(({ key, value = {} }) => {
      const { stringValue, boolValue, intValue, doubleValue } = value;
      return [key, intValue !== undefined ? Number(intValue) : (doubleValue ?? boolValue ?? stringValue ?? '')];
    }),
  );
}
