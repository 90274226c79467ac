import { once } from 'node:events';
import type { Writable } from 'node:stream';
import type { ServerUnaryCall, ServerWritableStream, sendUnaryData, UntypedServiceImplementation } from '@grpc/grpc-js';
import { ParallaxError } from '@parallax/errors';
import type { Logger } from '@parallax/telemetry';
import type { Admission, MethodKind } from './admission.js';
import { type GrpcCall, observe } from './server-span.js';
import { type Call, definitionOf, type Implementations, type Method, type ServiceName } from './services.js';

/** The calls that a server is at, each with a signal that says when to give up. */
export class Calls {
  readonly #admission: Admission;
  readonly #open = new Map<AbortController, { streaming: boolean }>();
  #stopping = false;

  constructor(admission: Admission) {
    this.#admission = admission;
  }

  /**
   * Runs a call's implementation; its signal lives as long as that. Work that goes on when nobody waits for it any more
   * still counts as a call under way.
   */
  async run<T>(method: MethodKind, call: GrpcCall, implementation: (call: Call) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    const streaming = method.responseStream;
    let uncount: (() => void) | undefined;
    const cancelled = () => {
      uncount = this.#admission.count(method);
      controller.abort(reasonOf(call));
    };
    call.once('cancelled', cancelled);
    this.#open.set(controller, { streaming });
    if (streaming && this.#stopping) controller.abort(stopping());
    try {
      return await implementation({ signal: controller.signal, metadata: call.metadata, deadline: deadlineOf(call) });
    } catch (thrown) {
      // Whatever a cancelled call throws, the cause is that it was cancelled.
      throw controller.signal.aborted ? controller.signal.reason : thrown;
    } finally {
      this.#open.delete(controller);
      call.off('cancelled', cancelled);
      uncount?.();
    }
  }

  /** Ends the streams, which may otherwise go on for as long as a job does: their clients call again elsewhere. */
  stopStreams(): void {
    this.#stopping = true;
    for (const [controller, { streaming }] of this.#open) if (streaming) controller.abort(stopping());
  }

  stopAll(): void {
    for (const controller of this.#open.keys()) controller.abort(stopping());
  }
}

function deadlineOf(call: GrpcCall): Date | undefined {
  const deadline = call.getDeadline();
  return deadline === Number.POSITIVE_INFINITY ? undefined : new Date(deadline);
}

function reasonOf(call: GrpcCall): ParallaxError {
  const deadline = deadlineOf(call);
  return deadline && deadline.getTime() <= Date.now()
    ? new ParallaxError('DEADLINE', 'the deadline has passed')
    : new ParallaxError('CANCELLED', 'the client has gone');
}

function stopping(): ParallaxError {
  return new ParallaxError('UNAVAILABLE', 'the server is stopping: call again');
}

/** Writes an answer, and waits where the client has not read what came before. */
export async function writeTo(stream: Writable, response: unknown, signal: AbortSignal): Promise<void> {
  if (!stream.write(response)) await once(stream, 'drain', { signal });
}

type UnaryFunction = (request: unknown, call: Call) => Promise<unknown>;
type StreamFunction = (request: unknown, call: Call) => AsyncIterable<unknown>;
type Functions = Record<string, UnaryFunction | StreamFunction>;

/**
 * A service's methods as grpc-js calls them, each in a span, measured, its errors turned into statuses.
 *
 * @param implementations where the service's own stands once it can be called; calls before that get UNAVAILABLE
 */
export function handlersOf(
  service: ServiceName,
  implementations: Partial<Implementations>,
  calls: Calls,
  logger: Logger,
): UntypedServiceImplementation {
  const functionOf = <F extends UnaryFunction | StreamFunction>(method: Method) => {
    const functions = implementations[service] as unknown as Functions | undefined;
    if (!functions) throw new ParallaxError('UNAVAILABLE', 'the server is starting: call again');
    return functions[method.originalName as string] as F;
  };
  const unary = (method: Method) => async (call: ServerUnaryCall<unknown, unknown>, answer: sendUnaryData<unknown>) => {
    const run = () => calls.run(method, call, async (ours) => functionOf<UnaryFunction>(method)(call.request, ours));
    const { value, failed } = await observe(method, call, logger, run);
    if (failed) answer(failed);
    else answer(null, value);
  };
  const streaming = (method: Method) => async (call: ServerWritableStream<unknown, unknown>) => {
    const run = () =>
      calls.run(method, call, async (ours) => {
        for await (const response of functionOf<StreamFunction>(method)(call.request, ours)) {
          ours.signal.throwIfAborted();
          await writeTo(call, response, ours.signal);
        }
      });
    const { failed } = await observe(method, call, logger, run);
    if (failed) call.emit('error', failed);
    else call.end();
  };
  const methods = Object.entries(definitionOf(`parallax.v1.${service}`));
  return Object.fromEntries(
    methods.map(([name, method]) => [name, method.responseStream ? streaming(method) : unary(method)]),
  );
}
