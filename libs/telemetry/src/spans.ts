import {
  type Attributes,
  type Context,
  context,
  INVALID_SPAN_CONTEXT,
  type Link,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { ParallaxError } from '@parallax/errors';
import { contextFrom } from './context.js';
import { ATTR_ERROR_TYPE } from './semconv.js';

export interface SpanOptions {
  /** Default: INTERNAL. */
  kind?: SpanKind;
  attributes?: Attributes;
  /** `traceparent`s of spans that this one has to do with but is no child of. */
  links?: readonly string[];
  /** Default: the active context. */
  parent?: Context;
  /** When what it stands for began. Default: now. */
  startTime?: Date;
  /** False: nobody records the span, nor what is made below it, here or in the processes that it reaches. Default: true. */
  recorded?: boolean;
}

/** A span that its opener ends. */
export interface OpenSpan {
  span: Span;
  /** The context in which the span is active. */
  context: Context;
  /** Ends the span; with what was thrown, as failed. */
  end(thrown?: unknown): void;
}

/** Runs a function within a span, which ends when the function does, and fails when it throws. */
export async function withSpan<T>(name: string, options: SpanOptions, run: (span: Span) => Promise<T> | T): Promise<T> {
  const { span, context: inside, end } = openSpan(name, options);
  try {
    const result = await context.with(inside, () => run(span));
    end();
    return result;
  } catch (thrown) {
    end(thrown);
    throw thrown;
  }
}

/** Opens a span for work that is no single function, such as a stream. */
export function openSpan(name: string, options: SpanOptions = {}): OpenSpan {
  const parent = options.parent ?? context.active();
  const { kind = SpanKind.INTERNAL, attributes = {}, startTime, recorded = true } = options;
  const links = options.links?.flatMap(linkTo) ?? [];
  const span = recorded
    ? trace.getTracer('parallax').startSpan(name, { kind, attributes, links, startTime }, parent)
    : unrecorded(parent);
  const end = (thrown?: unknown) => {
    if (thrown !== undefined) fail(span, thrown);
    span.end();
  };
  return { span, context: trace.setSpan(parent, span), end };
}

/** A span for what is over already. */
export function recordSpan(name: string, options: SpanOptions & { startTime: Date }, endTime = new Date()): void {
  openSpan(name, options).span.end(endTime);
}

/** What a span has been linked to. */
const linked = new WeakMap<Span, Set<string>>();

/** Links the active span to one that it has to do with but is no child of: once, however often it has to do with it. */
export function addLink(traceparent: string): void {
  const span = trace.getActiveSpan();
  if (!span || linked.get(span)?.has(traceparent)) return;
  linked.set(span, (linked.get(span) ?? new Set()).add(traceparent));
  span.addLinks(linkTo(traceparent));
}

/** Runs a function outside of any span. */
export function outsideSpans<T>(run: () => T): T {
  return context.with(trace.deleteSpan(context.active()), run);
}

/** Its parent's place in the trace, without the flag `sampled`, which W3C Trace Context hands on. */
function unrecorded(parent: Context): Span {
  const place = trace.getSpanContext(parent) ?? INVALID_SPAN_CONTEXT;
  return trace.wrapSpanContext({ ...place, traceFlags: TraceFlags.NONE });
}

function linkTo(traceparent: string): Link[] {
  const spanContext = trace.getSpanContext(contextFrom(traceparent));
  // What was not sampled is in no store.
  return spanContext && isSampled(spanContext) ? [{ context: spanContext }] : [];
}

function isSampled({ traceFlags }: SpanContext): boolean {
  return (traceFlags & TraceFlags.SAMPLED) !== 0;
}

function fail(span: Span, thrown: unknown): void {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  span.setAttribute(ATTR_ERROR_TYPE, error instanceof ParallaxError ? error.reason : error.name);
  span.recordException(error);
  span.setStatus({ code: SpanStatusCode.ERROR, message: error.message });
}
