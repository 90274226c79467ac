import { type Context, context, ROOT_CONTEXT } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';

const propagator = new W3CTraceContextPropagator();

const fields = {
  get: (carrier: Record<string, string>, name: string) => carrier[name],
  keys: (carrier: Record<string, string>) => Object.keys(carrier),
  set: (carrier: Record<string, string>, name: string, value: string) => {
    carrier[name] = value;
  },
};

/** The active context as W3C Trace Context headers, `traceparent` and `tracestate`; none outside of a span. */
export function injectContext(): Record<string, string> {
  const carrier = {};
  propagator.inject(context.active(), carrier, fields);
  return carrier;
}

/** The context that W3C Trace Context headers carry; an empty one where they are missing or malformed. */
export function extractContext(carrier: Record<string, string>): Context {
  return propagator.extract(ROOT_CONTEXT, carrier, fields);
}

/** The active span as a `traceparent`, for a record that outlives the call; undefined outside of a span. */
export function currentTraceparent(): string | undefined {
  return injectContext().traceparent;
}

/** The context in which a span with that `traceparent` is active. */
export function contextFrom(traceparent: string): Context {
  return extractContext({ traceparent });
}
