import { isSpanContextValid, trace } from '@opentelemetry/api';
import { Settings } from '@parallax/settings';
import { type Logger, type LoggerOptions, pino } from 'pino';

export type { Logger };

/**
 * A logger that writes one JSON document a line to stdout: `time` (ISO 8601), `level` by name, `name`, `message`, and,
 * within a span, `trace_id` and `span_id`. An error goes under `err`. Level: PARALLAX_LOG_LEVEL.
 *
 * @throws INVALID_FIELD where PARALLAX_LOG_LEVEL is no level
 */
export function logger(name: string, settings = new Settings()): Logger {
  const options: LoggerOptions = {
    name,
    level: settings.required('PARALLAX_LOG_LEVEL'),
    messageKey: 'message',
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    mixin: traceIds,
    // Our messages say what caused them.
    serializers: { err: pino.stdSerializers.errWithCause },
  };
  // Written at once: an asynchronous write may be overtaken by the last one of a process that ends.
  return pino(options, pino.destination({ fd: 1, sync: true }));
}

function traceIds(): object {
  const context = trace.getActiveSpan()?.spanContext();
  return context && isSpanContextValid(context) ? { trace_id: context.traceId, span_id: context.spanId } : {};
}
