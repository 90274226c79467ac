import type { Span, Trace } from '@parallax/traces';

export const traceId = 'a'.repeat(32);

/** A span of a trace that is made up: times in milliseconds since its start. */
export function span(id: string, parent: string | undefined, name: string, more: Partial<Span> = {}): Span {
  const { start = 0, end = 100 } = more;
  const began = Date.UTC(2026, 0, 1);
  return {
    id,
    parent,
    name,
    service: 'parallax-cli',
    kind: 'internal',
    attributes: {},
    links: [],
    ...more,
    start: began + start,
    end: began + end,
  };
}

export function made(...spans: Span[]): Trace {
  return { id: traceId, spans };
}

/** A client's call and a server's side of it. */
export function call(id: string, parent: string, method: string, end: number): Span[] {
  const name = `parallax.v1.TrainingService/${method}`;
  return [
    span(id, parent, name, { kind: 'client', end }),
    span(`${id}s`, id, name, { kind: 'server', service: 'parallax-training', start: 5, end: end - 5 }),
  ];
}
