import type { ServerUnaryCall, ServerWritableStream } from '@grpc/grpc-js';
import { ParallaxError } from '@parallax/errors';
import type { Call } from './services.js';

export type GrpcCall = ServerUnaryCall<unknown, unknown> | ServerWritableStream<unknown, unknown>;

/** The calls that a server is at, each with a signal that says when to give up. */
export class Calls {
  readonly #open = new Map<AbortController, { streaming: boolean }>();
  #stopping = false;

  /** Runs a call's implementation; its signal lives as long as that. */
  async run<T>(call: GrpcCall, streaming: boolean, implementation: (call: Call) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    const cancelled = () => controller.abort(reasonOf(call));
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
