import { once } from 'node:events';
import type { ServerUnaryCall, ServerWritableStream, sendUnaryData, UntypedServiceImplementation } from '@grpc/grpc-js';
import { ParallaxError } from '@parallax/errors';
import type { Logger } from '@parallax/telemetry';
import type { Calls } from './calls.js';
import { observed } from './observed.js';
import { type Call, definitionOf, type Implementations, type Method } from './services.js';

type UnaryFunction = (request: unknown, call: Call) => Promise<unknown>;
type StreamFunction = (request: unknown, call: Call) => AsyncIterable<unknown>;

/** Each service's plain functions as grpc-js calls them, by its full name: in a span, measured, errors turned into statuses. */
export function handlersOf(
  services: Implementations,
  calls: Calls,
  logger: Logger,
): Record<string, UntypedServiceImplementation> {
  return Object.fromEntries(
    Object.entries(services).map(([service, implementation]) => {
      const functions = implementation as unknown as Record<string, UnaryFunction & StreamFunction>;
      return [`parallax.v1.${service}`, handlersOfService(`parallax.v1.${service}`, functions, calls, logger)];
    }),
  );
}

function handlersOfService(
  service: string,
  functions: Record<string, UnaryFunction & StreamFunction>,
  calls: Calls,
  logger: Logger,
): UntypedServiceImplementation {
  const handlers: UntypedServiceImplementation = {};
  for (const [name, method] of Object.entries(definitionOf(service))) {
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
