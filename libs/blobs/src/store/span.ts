import { type Attributes, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';

const tracer = trace.getTracer('@parallax/blobs');

/** A client span around one operation of S3, as OpenTelemetry's conventions for object stores name it. */
export function withS3Span<T>(method: string, attributes: Attributes, run: () => Promise<T>): Promise<T> {
  const all = { 'rpc.system': 'aws-api', 'rpc.service': 'S3', 'rpc.method': method, ...attributes };
  return tracer.startActiveSpan(`S3/${method}`, { kind: SpanKind.CLIENT, attributes: all }, async (span) => {
    try {
      return await run();
    } catch (thrown) {
      span.recordException(thrown as Error);
      span.setStatus({ code: SpanStatusCode.ERROR, message: String(thrown) });
      throw thrown;
    } finally {
      span.end();
    }
  });
}
