/** A value of an attribute; lists come as JSON. */
export type Value = string | number | boolean;

export interface Link {
  traceId: string;
  spanId: string;
}

/** A span as its store gives it back. Ids are lower-case hexadecimal, times milliseconds since 1970. */
export interface Span {
  id: string;
  /** Undefined at the root of the trace. */
  parent?: string | undefined;
  name: string;
  /** `service.name` of the process that made it. */
  service: string;
  kind: 'internal' | 'server' | 'client' | 'producer' | 'consumer';
  start: number;
  end: number;
  attributes: Record<string, Value>;
  links: Link[];
  /** Why it failed, where it did. */
  error?: string | undefined;
}

export interface Trace {
  id: string;
  /** In no order. */
  spans: Span[];
}
