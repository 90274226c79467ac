import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { type Span, trace } from '@opentelemetry/api';
import { ParallaxError } from '@parallax/errors';
import { costOf } from './cost.js';
import { type ViewsRequest, viewsLength } from './render.js';

/** What a thread renders at once, by estimate: calls share the threads fairly, and what was given up ends as soon. Seconds. */
const PIECE_SECONDS = 0.03;

/** A call to `render` that is on its way. */
interface Call {
  request: ViewsRequest;
  out: Uint8Array<ArrayBuffer>;
  /** How many views there are, at once in a piece, handed out, and come back. */
  count: number;
  perPiece: number;
  begun: number;
  done: number;
  /** What threads have taken for it together, which the span that it was made in tells. */
  seconds: number;
  span: Span | undefined;
  resolve: (views: Uint8Array<ArrayBuffer>) => void;
  reject: (error: ParallaxError) => void;
}

/** What a thread is asked for: some of a request's views. */
export interface Part {
  request: ViewsRequest;
  begin: number;
  end: number;
}

/** What a thread is at: the views of a call from `begin` on. */
interface Piece {
  call: Call;
  begin: number;
  /** By the clock of `performance.now()`. */
  handedOut: number;
}

/**
 * Threads that render views beside the event loop. They start when there is work for them, and take the pieces of
 * several calls in turn. A call that is given up begins no further piece. A thread that dies fails the call that it worked
 * for, and another takes its place.
 */
export class ViewPool {
  readonly #size: number;
  /** Every thread, and what it is at. */
  readonly #threads = new Map<Worker, Piece | undefined>();
  readonly #calls = new Set<Call>();
  /** The calls that have pieces to hand out, the next one first. */
  readonly #waiting: Call[] = [];
  #closed = false;

  /** @param size how many threads at most; by default as many as the machine runs at once */
  constructor({ size = availableParallelism() }: { size?: number } = {}) {
    this.#size = size;
  }

  /**
   * What `renderViews` returns for the same request, and throws for a wrong one.
   *
   * @param request its images lie in a SharedArrayBuffer, so that the threads see them without a copy
   * @throws CANCELLED when the signal aborts, UNAVAILABLE once the pool is closed, INTERNAL when a thread dies
   */
  async render(request: ViewsRequest, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
    if (!(request.images.buffer instanceof SharedArrayBuffer))
      throw new ParallaxError('INTERNAL', 'the images that a view pool is given must lie in a SharedArrayBuffer');
    const out = new Uint8Array(viewsLength(request));
    if (this.#closed) throw closed();
    if (signal?.aborted) throw cancelled(signal);
    if (out.length === 0) return out;
    const ended = new AbortController();
    return new Promise<Uint8Array<ArrayBuffer>>((resolve, reject) => {
      const { recipe, height, width, indices, views } = request;
      const perPiece = Math.max(1, Math.floor(PIECE_SECONDS / costOf(recipe, height, width)));
      const counts = { count: indices.length * views, perPiece, begun: 0, done: 0 };
      const call = { request, out, ...counts, seconds: 0, span: trace.getActiveSpan(), resolve, reject };
      signal?.addEventListener('abort', () => this.#fail(call, cancelled(signal)), { signal: ended.signal });
      this.#calls.add(call);
      this.#waiting.push(call);
      this.#handOut();
    }).finally(() => ended.abort());
  }

  /** Ends the threads; calls that are on their way fail with UNAVAILABLE. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const call of this.#calls) this.#fail(call, closed());
    await Promise.all([...this.#threads.keys()].map((thread) => thread.terminate()));
  }

  #handOut(): void {
    while (this.#waiting.length > 0) {
      const thread = this.#idle();
      const call = thread && this.#waiting.shift();
      if (!call) return;
      const begin = call.begun;
      call.begun = Math.min(begin + call.perPiece, call.count);
      if (call.begun < call.count) this.#waiting.push(call);
      this.#threads.set(thread, { call, begin, handedOut: performance.now() });
      thread.postMessage(partOf(call.request, begin, call.begun));
    }
  }

  #idle(): Worker | undefined {
    for (const [thread, piece] of this.#threads) if (!piece) return thread;
    return this.#threads.size < this.#size ? this.#start() : undefined;
  }

  #start(): Worker {
    const thread = new Worker(new URL('thread.js', import.meta.url), { name: 'views' });
    let cause: unknown;
    thread.on('message', (views: Uint8Array) => this.#took(thread, views));
    thread.on('error', (error) => {
      cause = error;
    });
    thread.on('exit', () => this.#lost(thread, cause));
    this.#threads.set(thread, undefined);
    return thread;
  }

  #took(thread: Worker, views: Uint8Array): void {
    const { call, begin, handedOut } = this.#threads.get(thread) as Piece;
    const each = call.out.length / call.count;
    call.out.set(views, begin * each);
    call.done += views.length / each;
    call.seconds += (performance.now() - handedOut) / 1000;
    if (call.done === call.count) {
      call.span?.setAttribute('parallax.thread.seconds', call.seconds);
      this.#calls.delete(call);
      call.resolve(call.out);
    }
    this.#threads.set(thread, undefined);
    this.#handOut();
  }

  #lost(thread: Worker, cause: unknown): void {
    const piece = this.#threads.get(thread);
    this.#threads.delete(thread);
    const why = cause instanceof Error ? cause.message : 'it was ended from outside';
    if (piece)
      this.#fail(piece.call, new ParallaxError('INTERNAL', `a thread that renders views died: ${why}`, { cause }));
    this.#handOut();
  }

  #fail(call: Call, error: ParallaxError): void {
    this.#calls.delete(call);
    const place = this.#waiting.indexOf(call);
    if (place >= 0) this.#waiting.splice(place, 1);
    call.reject(error);
  }
}

/** A part of a request, by the views from `begin` to before `end`; it has only the images that these are of. */
function partOf(request: ViewsRequest, begin: number, end: number): Part {
  const { images, indices, views, height, width } = request;
  const [first, last] = [Math.floor(begin / views), Math.ceil(end / views)];
  const bytes = height * width * 3;
  const part = {
    ...request,
    images: images.subarray(first * bytes, last * bytes),
    indices: indices.slice(first, last),
  };
  return { request: part, begin: begin - first * views, end: end - first * views };
}

function cancelled({ reason }: AbortSignal): ParallaxError {
  if (reason instanceof ParallaxError) return reason;
  return new ParallaxError('CANCELLED', 'the rendering of views was cancelled', { cause: reason });
}

function closed(): ParallaxError {
  return new ParallaxError('UNAVAILABLE', 'the view pool is closed');
}
