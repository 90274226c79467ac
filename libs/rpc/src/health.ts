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

/** grpc.health.v1: one entry for each service and one, `""`, for the whole server. */
export class Health {
  readonly #statuses: Map<string, Status>;
  readonly #watchers = new Set<() => void>();

  constructor(services: readonly string[]) {
    this.#statuses = new Map(['', ...services].map((service) => [service, 'SERVING']));
  }

  /** From now on nothing is served; whoever watches is told, and let go. */
  stop(): void {
    for (const service of this.#statuses.keys()) this.#statuses.set(service, 'NOT_SERVING');
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
      const service = call.request.service ?? '';
      call.write({ status: this.#statuses.get(service) ?? 'SERVICE_UNKNOWN' });
      const tell = () => {
        if (this.#statuses.has(service)) call.write({ status: 'NOT_SERVING' });
        call.end();
      };
      this.#watchers.add(tell);
      call.on('cancelled', () => this.#watchers.delete(tell));
    },
  };
}
