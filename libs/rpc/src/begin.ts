import { type Client as GrpcClient, Metadata, type ServiceError, status } from '@grpc/grpc-js';
import { context, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { catalogue, injectContext, instrument, type OpenSpan, openSpan, semconv } from '@parallax/telemetry';
import type { Method } from './services.js';

export interface Connection {
  grpc: GrpcClient;
  /** As it was given, for telemetry. */
  address: string;
  token: string | undefined;
}

const duration = instrument(catalogue.rpc.client);

/** Opens a call's span and makes its metadata, trace context and token; `finish` ends the span and measures the call. */
export function begin({ address, token }: Connection, method: Method) {
  const name = method.path.slice(1);
  const [, host = address, port] = /^(?:.*\/)?(.+):(\d+)$/.exec(address) ?? [];
  const attributes = {
    [semconv.ATTR_RPC_SYSTEM_NAME]: 'grpc',
    [semconv.ATTR_RPC_METHOD]: name,
    [semconv.ATTR_SERVER_ADDRESS]: host,
    ...(port !== undefined && { [semconv.ATTR_SERVER_PORT]: Number(port) }),
  };
  const span = openSpan(name, { kind: SpanKind.CLIENT, attributes });
  const began = performance.now();
  const outgoing = new Metadata();
  const headers = context.with(span.context, injectContext);
  for (const [key, value] of Object.entries(headers)) outgoing.set(key, value);
  if (token !== undefined) outgoing.set('authorization', `Bearer ${token}`);
  const finish = (failure?: ServiceError) => {
    const ended = endOf(failure);
    duration((performance.now() - began) / 1000, { ...attributes, ...ended });
    endSpan(span, ended, failure);
  };
  return { outgoing, finish };
}

function endOf(failure: ServiceError | undefined): Record<string, string> {
  const code = status[failure?.code ?? status.OK] as string;
  return {
    [semconv.ATTR_RPC_RESPONSE_STATUS_CODE]: code,
    ...(failure && { [semconv.ATTR_ERROR_TYPE]: code }),
  };
}

function endSpan({ span, end }: OpenSpan, attributes: Record<string, string>, failure: ServiceError | undefined): void {
  span.setAttributes(attributes);
  if (failure) span.setStatus({ code: SpanStatusCode.ERROR, message: failure.details });
  end();
}
