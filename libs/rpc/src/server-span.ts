import type { EventEmitter } from 'node:events';
import { type ServerUnaryCall, type StatusObject, status } from '@grpc/grpc-js';
import { context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { ParallaxError } from '@parallax/errors';
import { catalogue, extractContext, instrument, type Logger, openSpan, semconv } from '@parallax/telemetry';
import type { Method } from './services.js';
import { toStatus } from './status.js';

/** What a call of any sort has. */
export type GrpcCall = EventEmitter &
  Pick<ServerUnaryCall<unknown, unknown>, 'metadata' | 'cancelled' | 'getDeadline' | 'getPath'>;

const duration = instrument(catalogue.rpc.server);

/** What counts as the server's failure, rather than the client's (semantic conventions for gRPC). */
const failures = new Set(['UNKNOWN', 'DEADLINE_EXCEEDED', 'UNIMPLEMENTED', 'INTERNAL', 'UNAVAILABLE', 'DATA_LOSS']);

/** How a call ended: with a value, or with the status that says why not. */
interface Outcome<T> {
  value?: T;
  failed?: StatusObject;
}

/** Runs a call's answer within its span, and measures and logs it; what it throws becomes the call's status. */
export async function observe<T>(
  method: Method,
  call: GrpcCall,
  logger: Logger,
  run: () => Promise<T>,
): Promise<Outcome<T>> {
  const attributes = attributesOf(method.path);
  const headers = call.metadata.getMap() as Record<string, string>;
  const options = { kind: SpanKind.SERVER, attributes, parent: extractContext(headers) };
  const { context: within, span, end } = openSpan(method.path.slice(1), options);
  const began = performance.now();
  return context.with(within, async () => {
    const outcome = await settle(method, call, logger, run);
    const code = status[outcome.failed?.code ?? status.OK] as string;
    const ended = endOf(code);
    span.setAttributes(ended);
    if (failures.has(code)) span.setStatus({ code: SpanStatusCode.ERROR, message: outcome.failed?.details ?? '' });
    end();
    duration((performance.now() - began) / 1000, { ...attributes, ...ended });
    return outcome;
  });
}

/** Measures a call that was refused before it had a handler. */
export function measureRefusal(path: string, error: ParallaxError): void {
  duration(0, { ...attributesOf(path), ...endOf(error.status) });
}

function attributesOf(path: string) {
  return { [semconv.ATTR_RPC_SYSTEM_NAME]: 'grpc', [semconv.ATTR_RPC_METHOD]: path.slice(1) };
}

function endOf(code: string) {
  return {
    [semconv.ATTR_RPC_RESPONSE_STATUS_CODE]: code,
    ...(failures.has(code) && { [semconv.ATTR_ERROR_TYPE]: code }),
  };
}

async function settle<T>(method: Method, call: GrpcCall, logger: Logger, run: () => Promise<T>): Promise<Outcome<T>> {
  const name = method.path.slice(1);
  const began = performance.now();
  try {
    const value = await run();
    logger.debug({ method: name }, 'answered');
    return { value };
  } catch (thrown) {
    const error = thrown instanceof ParallaxError ? thrown : unknownError();
    const failed = toStatus(error, Number(call.getDeadline()), performance.now() - began);
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
