import { once } from 'node:events';
import {
  type ServerUnaryCall,
  type ServerWritableStream,
  type StatusObject,
  type sendUnaryData,
  status,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { ParallaxError } from '@parallax/errors';
import { extractContext, histogram, type Logger, openSpan, semconv } from '@parallax/telemetry';
import type { Calls, GrpcCall } from './calls.js';
import { type Call, definitionOf, type Implementation, type Method, type ServiceName } from './services.js';
import { toStatus } from './status.js';

type UnaryFunction = (request: unknown, call: Call) => Promise<unknown>;
type StreamFunction = (request: unknown, call: Call) => AsyncIterable<unknown>;

const duration = histogram(semconv.METRIC_RPC_SERVER_CALL_DURATION, {
  unit: 's',
  description: 'Duration of an incoming call',
  advice: { explicitBucketBoundaries: semconv.DURATION_BUCKETS },
});

/** What counts as the server's failure, rather than the client's (semantic conventions for gRPC). */
const failures = new Set(['UNKNOWN', 'DEADLINE_EXCEEDED', 'UNIMPLEMENTED', 'INTERNAL', 'UNAVAILABLE', 'DATA_LOSS']);

/** A service's plain functions as grpc-js calls them, each in a span, measured, its errors turned into statuses. */
export function handlersOf<S extends ServiceName>(
  service: S,
  implementation: Implementation<S>,
  calls: Calls,
  logger: Logger,
): UntypedServiceImplementation {
  const functions = implementation as unknown as Record<string, UnaryFunction & StreamFunction>;
  const handlers: UntypedServiceImplementation = {};
  for (const [name, method] of Object.entries(definitionOf(`parallax.v1.${service}`))) {
    const run = functions[method.originalName as string];
    if (!run) throw new ParallaxError('INTERNAL', `${service} has no implementation of ${name}`);
    handlers[name] = method.responseStream ? streaming(method, run, calls, logger) : unary(method, run, calls, logger);
  }
  return handlers;
}

function unary(method: Method, run: UnaryFunction, calls: Calls, logger: Logger) {
  return async (call: ServerUnaryCall<unknown, unknown>, callback: sendUnaryData<unknown>) => {
    const answer = () => calls.run(call, false, (ours) => run(call.request, ours));
    const { value, failed } = await observed(method, call, logger, answer);
    if (failed) callback(failed);
    else callback(null, value);
  };
}

function streaming(method: Method, run: StreamFunction, calls: Calls, logger: Logger) {
  return async (call: ServerWritableStream<unknown, unknown>) => {
    const answer = () =>
      calls.run(call, true, async (ours) => {
        for await (const response of run(call.request, ours)) {
          ours.signal.throwIfAborted();
          if (!call.write(response)) await once(call, 'drain', { signal: ours.signal });
        }
      });
    const { failed } = await observed(method, call, logger, answer);
    if (failed) call.emit('error', failed);
    else call.end();
  };
}

interface Outcome<T> {
  value?: T;
  failed?: StatusObject;
}

async function observed<T>(
  method: Method,
  call: GrpcCall,
  logger: Logger,
  answer: () => Promise<T>,
): Promise<Outcome<T>> {
  const name = method.path.slice(1);
  const attributes = { [semconv.ATTR_RPC_SYSTEM_NAME]: 'grpc', [semconv.ATTR_RPC_METHOD]: name };
  const headers = call.metadata.getMap() as Record<string, string>;
  const span = openSpan(name, { kind: SpanKind.SERVER, attributes, parent: extractContext(headers) });
  const began = performance.now();
  return context.with(span.context, async () => {
    const outcome = await settle(answer, name, call, logger);
    const code = status[outcome.failed?.code ?? status.OK] as string;
    const ended = {
      [semconv.ATTR_RPC_RESPONSE_STATUS_CODE]: code,
      ...(failures.has(code) && { [semconv.ATTR_ERROR_TYPE]: code }),
    };
    span.span.setAttributes(ended);
    if (failures.has(code)) span.span.setStatus({ code: SpanStatusCode.ERROR, message: outcome.failed?.details ?? '' });
    span.end();
    duration((performance.now() - began) / 1000, { ...attributes, ...ended });
    return outcome;
  });
}

async function settle<T>(answer: () => Promise<T>, name: string, call: GrpcCall, logger: Logger): Promise<Outcome<T>> {
  try {
    const value = await answer();
    logger.debug({ method: name }, 'answered');
    return { value };
  } catch (thrown) {
    const error = thrown instanceof ParallaxError ? thrown : unknownError();
    const failed = toStatus(error, Number(call.getDeadline()));
    const level = failures.has(error.status) ? 'error' : 'info';
    // A refusal is the client's affair and needs no stack.
    logger[level]({ method: name, reason: error.reason, ...(level === 'error' && { err: thrown }) }, error.message);
    return { failed };
  }
}

/** What the client hears of an error that nobody foresaw: where to look, and nothing of what is inside. */
function unknownError(): ParallaxError {
  const traceId = trace.getActiveSpan()?.spanContext().traceId;
  return new ParallaxError('INTERNAL', 'something unforeseen went wrong in the service: its log has the cause', {
    metadata: traceId === undefined ? {} : { trace_id: traceId },
  });
}
