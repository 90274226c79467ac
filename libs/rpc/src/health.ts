import type { ServerUnaryCall, ServerWritableStream, sendUnaryData, UntypedServiceImplementation } from '@grpc/grpc-js';
import { notFound } from '@parallax/errors';
import type { ServiceName } from './services.js';
import { toStatus } from './status.js';

type Status = 'SERVING' | 'NOT_SERVING' | 'SERVICE_UNKNOWN';
type Request = { service?: string };
type Response = { status: Status };

/**
 * The entry for Kubernetes' liveness probes, which serves as long as the process answers: one that can do its work no more, such
 * as with a connection to NATS that is closed for good, ends by itself.
 */
const LIVENESS = 'liveness';

/** By which a process says how it is. */
export interface HealthReporter {
  /**
   * Says from now on whether a service can do its work, and tells whoever watches: whether what it depends on is there. All
   * serve until something else is said.
   */
  report(service: ServiceName, serving: boolean): void;
}

/**
 * grpc.health.v1: an entry for each service, which says whether it can do its work; one, `""`, for the server as a whole, which
 * is SERVING where the server is open and all of its services are; and `liveness`.
 */
export class Health implements HealthReporter {
  readonly #services: Map<string, boolean>;
  #open = false;
  #stopped = false;
  readonly #watchers = new Set<() => void>();

  /** @param services by their full names */
  constructor(services: readonly string[]) {
    this.#services = new Map(services.map((service) => [service, true]));
  }

  report(service: ServiceName, serving: boolean): void {
    this.#services.set(`parallax.v1.${service}`, serving);
    this.#tell();
  }

  /** Says whether the server as a whole does what it is there for: none of its services is SERVING where it doesn't. */
  reportOpen(open: boolean): void {
    this.#open = open && !this.#stopped;
    this.#tell();
  }

  /** From now on nothing is served; whoever watches is told, and let go. */
  stop(): void {
    this.#stopped = true;
    this.reportOpen(false);
    this.#watchers.clear();
  }

  #statusOf(entry: string): Status | undefined {
    const serving = this.#isServing(entry);
    return serving === undefined ? undefined : serving ? 'SERVING' : 'NOT_SERVING';
  }

  #isServing(entry: string): boolean | undefined {
    if (entry === LIVENESS) return true;
    if (entry === '') return this.#open && [...this.#services.values()].every(Boolean);
    const serving = this.#services.get(entry);
    return serving === undefined ? undefined : this.#open && serving;
  }

  #tell(): void {
    for (const tell of this.#watchers) tell();
  }

  readonly handlers: UntypedServiceImplementation = {
    Check: ({ request }: ServerUnaryCall<Request, Response>, callback: sendUnaryData<Response>) => {
      const { service = '' } = request;
      const found = this.#statusOf(service);
      if (found) callback(null, { status: found });
      else callback(toStatus(notFound('service', service)));
    },

    List: (_call: ServerUnaryCall<object, object>, callback: sendUnaryData<object>) => {
      const entries = ['', ...this.#services.keys(), LIVENESS];
      callback(null, {
        statuses: Object.fromEntries(entries.map((entry) => [entry, { status: this.#statusOf(entry) }])),
      });
    },

    Watch: (call: ServerWritableStream<Request, Response>) => {
      let told: Status | undefined;
      const tell = () => {
        const now = this.#statusOf(call.request.service ?? '') ?? 'SERVICE_UNKNOWN';
        if (call.writableEnded) return;
        // A reader who is slow hears the newest once it has read the last.
        if (now !== told && !call.writableNeedDrain) {
          told = now;
          call.write({ status: now });
        }
        if (this.#stopped) call.end();
      };
      this.#watchers.add(tell);
      call.on('drain', tell);
      call.on('cancelled', () => this.#watchers.delete(tell));
      tell();
    },
  };
}
