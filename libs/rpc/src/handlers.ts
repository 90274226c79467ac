import { once } from 'node:events';
import type { ServerUnaryCall, ServerWritableStream, sendUnaryData, UntypedServiceImplementation } from '@grpc/grpc-js';
import { ParallaxError } from '@parallax/errors';
import type { Logger } from '@parallax/telemetry';
import type { Calls } from './calls.js';
import { observed } from './observed.js';
import { type Call, definitionOf, type Implementation, type Method, type ServiceName } from './services.js';

type UnaryFunction = (request: unknown, call: Call) => Promise<unknown>;
type StreamFunction = (request: unknown, call: Call) => AsyncIterable<unknown>;

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
