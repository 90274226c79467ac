import { type StatusObject, status } from '@grpc/grpc-js';
import { context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { ParallaxError } from '@parallax/errors';
import { catalogue, extractContext, instrument, type Logger, openSpan, semconv } from '@parallax/telemetry';
import type { GrpcCall } from './calls.js';
import type { Method } from './services.js';
import { toStatus } from './status.js';

const duration = instrument(catalogue.rpc.server);

/** What counts as the server's failure, rather than the client's (semantic conventions for gRPC). */
const failures = new Set(['UNKNOWN', 'DEADLINE_EXCEEDED', 'UNIMPLEMENTED', 'INTERNAL', 'UNAVAILABLE', 'DATA_LOSS']);

/** How a call ended: with a value, or with the status that says why not. */
export interface Outcome<T> {
  value?: T;
  failed?: StatusObject;
}

/** Runs a call's answer within its span, and measures and logs it; what it throws becomes the call's status. */
export async function observed<T>(
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
