import {
  type ServerUnaryCall,
  type ServerWritableStream,
  type sendUnaryData,
  status,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';

type Status = 'SERVING' | 'NOT_SERVING' | 'SERVICE_UNKNOWN';
type Request = { service?: string };
type Response = { status: Status };

/** The entry that says no more than that the process answers: for Kubernetes' liveness probes. */
const liveness = 'liveness';

/**
 * grpc.health.v1: one entry for each service and one, `""`, for the whole server, which say whether it is ready, and
 * `liveness`, which is always SERVING.
 */
export class Health {
  readonly #statuses: Map<string, Status>;
  readonly #watchers = new Set<() => void>();
  #stopped = false;

  constructor(services: readonly string[], ready: Status = 'SERVING') {
    const entries = ['', ...services].map((service): [string, Status] => [service, ready]);
    this.#statuses = new Map([...entries, [liveness, 'SERVING']]);
  }

  /** Says from now on whether it is ready, and tells whoever watches. */
  report(ready: boolean): void {
    if (this.#stopped) return;
    for (const service of this.#statuses.keys()) {
      if (service !== liveness) this.#statuses.set(service, ready ? 'SERVING' : 'NOT_SERVING');
    }
    for (const tell of this.#watchers) tell();
  }

  /** From now on nothing is served; whoever watches is told, and let go. */
  stop(): void {
    this.report(false);
    this.#stopped = true;
    for (const tell of this.#watchers) tell();
  }

  readonly handlers: UntypedServiceImplementation = {
    Check: (call: ServerUnaryCall<Request, Response>, callback: sendUnaryData<Response>) => {
      const found = this.#statuses.get(call.request.service ?? '');
      if (found) callback(null, { status: found });
      else callback({ code: status.NOT_FOUND, details: `there is no service ${JSON.stringify(call.request.service)}` });
    },

    List: (_call: ServerUnaryCall<object, object>, callback: sendUnaryData<object>) => {
      callback(null, { statuses: Object.fromEntries([...this.#statuses].map(([name, status]) => [name, { status }])) });
    },

    Watch: (call: ServerWritableStream<Request, Response>) => {
      let told: Status | undefined;
      const tell = () => {
        const now = this.#statuses.get(call.request.service ?? '') ?? 'SERVICE_UNKNOWN';
        if (now !== told) call.write({ status: now });
        told = now;
        if (this.#stopped) call.end();
      };
      tell();
      this.#watchers.add(tell);
      call.on('cancelled', () => this.#watchers.delete(tell));
    },
  };
}
