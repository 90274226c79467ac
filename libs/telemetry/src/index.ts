export * as catalogue from './catalogue.js';
export { contextFrom, currentTraceparent, extractContext, injectContext } from './context.js';
export { type Logger, logger } from './logger.js';
export { counter, histogram } from './metrics.js';
export { runProcess } from './process.js';
export { type Recorder, recordTelemetry } from './recorder.js';
export { startTelemetry, type Telemetry } from './sdk.js';
export * as semconv from './semconv.js';
export { type OpenSpan, openSpan, type SpanOptions, withSpan } from './spans.js';
