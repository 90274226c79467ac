import type { Span, Trace, Value } from './trace.js';

/** As much of OTLP's JSON (opentelemetry-proto 1.x, `TracesData`) as a trace is made of. */
export interface TracesData {
  resourceSpans?: {
    resource?: { attributes?: KeyValue[] };
    scopeSpans?: { spans?: OtlpSpan[] }[];
  }[];
}

interface OtlpSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name?: string;
  kind?: number | string;
  /** 64-bit integers are strings in protobuf's JSON. */
  startTimeUnixNano?: string | number;
  endTimeUnixNano?: string | number;
  attributes?: KeyValue[];
  links?: { traceId: string; spanId: string }[];
  status?: { code?: number | string; message?: string };
}

interface KeyValue {
  key: string;
  value?: {
    stringValue?: string;
    boolValue?: boolean;
    intValue?: string | number;
    doubleValue?: number;
    arrayValue?: unknown;
  };
}

const kinds = ['internal', 'internal', 'server', 'client', 'producer', 'consumer'] as const;

/** The spans of one trace; a span that was sent twice counts once. */
export function traceOf(id: string, { resourceSpans = [] }: TracesData): Trace {
  const spans = new Map<string, Span>();
  for (const { resource, scopeSpans = [] } of resourceSpans) {
    const service = String(attributesOf(resource?.attributes)['service.name'] ?? 'unknown');
    for (const span of scopeSpans.flatMap((scope) => scope.spans ?? [])) {
      if (span.traceId.toLowerCase() === id) spans.set(span.spanId, spanOf(span, service));
    }
  }
  return { id, spans: [...spans.values()] };
}

function spanOf(span: OtlpSpan, service: string): Span {
  const { spanId, parentSpanId, name = '', links = [], status } = span;
  return {
    id: spanId.toLowerCase(),
    parent: parentSpanId?.toLowerCase() || undefined,
    name,
    service,
    kind: kindOf(span.kind),
    start: milliseconds(span.startTimeUnixNano),
    end: milliseconds(span.endTimeUnixNano),
    attributes: attributesOf(span.attributes),
    links: links.map((link) => ({ traceId: link.traceId.toLowerCase(), spanId: link.spanId.toLowerCase() })),
    error: isError(status?.code) ? status?.message || 'failed' : undefined,
  };
}

/** An enum may come by number or by name. */
function kindOf(kind: number | string = 1): Span['kind'] {
  if (typeof kind === 'number') return kinds[kind] ?? 'internal';
  return kinds.find((name) => kind === `SPAN_KIND_${name.toUpperCase()}`) ?? 'internal';
}

function isError(code: number | string | undefined): boolean {
  return code === 2 || code === 'STATUS_CODE_ERROR';
}

/** A double holds nanoseconds since 1970 to a quarter of a microsecond. */
function milliseconds(nanoseconds: string | number = 0): number {
  return Number(nanoseconds) / 1e6;
}

function attributesOf(attributes: KeyValue[] = []): Record<string, Value> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, scalarOf(value)]));
}

function scalarOf(value: KeyValue['value'] = {}): Value {
  const { stringValue, boolValue, intValue, doubleValue, arrayValue } = value;
  if (intValue !== undefined) return Number(intValue);
  return stringValue ?? boolValue ?? doubleValue ?? (arrayValue ? JSON.stringify(arrayValue) : '');
}
