import { SpanKind } from '@opentelemetry/api';
import { semconv, withSpan } from '@parallax/telemetry';

/** What a call of S3 is about; the key of several objects is theirs with spaces between. */
interface Subject {
  bucket: string;
  key: string;
  /** Bytes, where they are known before. */
  size?: number | undefined;
}

/** A client span around one operation of S3, named as OpenTelemetry's conventions for it say. */
export function withS3Span<T>(method: string, { bucket, key, size }: Subject, run: () => Promise<T>): Promise<T> {
  const attributes = {
    [semconv.ATTR_RPC_SYSTEM_NAME]: 'aws-api',
    [semconv.ATTR_RPC_METHOD]: `S3/${method}`,
    [semconv.ATTR_AWS_S3_BUCKET]: bucket,
    ...(key && { [semconv.ATTR_AWS_S3_KEY]: key }),
    ...(size !== undefined && { [semconv.ATTR_BLOB_SIZE]: size }),
  };
  return withSpan(`S3/${method}`, { kind: SpanKind.CLIENT, attributes }, run);
}
