import { SpanKind } from '@opentelemetry/api';
import { withSpan } from '@parallax/telemetry';

/** A client span around one operation of S3, named as OpenTelemetry's conventions for it say. */
export function withS3Span<T>(method: string, bucket: string, key: string, run: () => Promise<T>): Promise<T> {
  const attributes = {
    'rpc.system.name': 'aws-api',
    'rpc.method': `S3/${method}`,
    'aws.s3.bucket': bucket,
    'aws.s3.key': key,
  };
  return withSpan(`S3/${method}`, { kind: SpanKind.CLIENT, attributes }, run);
}
