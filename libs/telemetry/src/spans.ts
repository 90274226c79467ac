import {
  type Attributes,
  type Context,
  context,
  type Link,
  type Span,
  SpanKind,
  SpanStatusCode,
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
  const { kind = SpanKind.INTERNAL, attributes = {} } = options;
  const links = options.links?.flatMap(linkTo) ?? [];
  const span = trace.getTracer('parallax').startSpan(name, { kind, attributes, links }, parent);
  const end = (thrown?: unknown) => {
    if (thrown !== undefined) fail(span, thrown);
    span.end();
  };
  return { span, context: trace.setSpan(parent, span), end };
}

function linkTo(traceparent: string): Link[] {
  const spanContext = trace.getSpanContext(contextFrom(traceparent));
  return spanContext ? [{ context: spanContext }] : [];
}

function fail(span: Span, thrown: unknown): void {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  span.setAttribute(ATTR_ERROR_TYPE, error instanceof ParallaxError ? error.reason : error.name);
  span.recordException(error);
  span.setStatus({ code: SpanStatusCode.ERROR, message: error.message });
}
