import type { Job, TrainingSpec } from '@parallax/contract';
import { type Client, connect, type ServiceName } from '@parallax/rpc';
import { until } from './kubectl.js';
import type { Installation } from './parallax-in.js';

/** Trainings of an installation whose servers may move: each call finds a server that is ready. */
export class Trainings {
  readonly #installation: Installation;

  constructor(installation: Installation) {
    this.#installation = installation;
  }

  start(requestId: string, spec: TrainingSpec): Promise<Job> {
    return this.#call(
      'TrainingService',
      async (client) => (await client.startTraining({ requestId, spec })).job as Job,
    );
  }

  get(id: string): Promise<Job> {
    return this.#call('JobService', async (client) => (await client.getJob({ id })).job as Job);
  }

  /** @param experiment default: of all */
  newest(experiment?: string): Promise<Job | undefined> {
    const request = { kind: 'training', experiment, pageSize: 1 };
    return this.#call('JobService', async (client) => (await client.listJobs(request)).jobs[0]);
  }

  /** Resolves as soon as a worker has come this far. @param share of the views @throws where it has ended */
  async reached(id: string, share: number): Promise<void> {
    const { status } = await until(`${id} at ${share * 100} %`, 300, async () => {
      const job = await this.get(id);
      const { endTime, progress } = job.status ?? {};
      const isThere = Number(progress?.done ?? 0) >= share * Number(progress?.total ?? Infinity);
      return (endTime || isThere) && job;
    });
    if (status?.endTime) throw new Error(`${id} has ended too soon: ${status.state}`);
  }

  /** The training once it has ended. */
  ended(id: string): Promise<Job> {
    return until(`the end of ${id}`, 600, async () => {
      const job = await this.get(id);
      return job.status?.endTime && job;
    });
  }

  async #call<S extends ServiceName, T>(service: S, call: (client: Client<S>) => Promise<T>): Promise<T> {
    return until('a training server', 120, async () => {
      const selector = 'app.kubernetes.io/name=training,app.kubernetes.io/component=server';
      const ready = (await this.#installation.pods(selector)).find(
        ({ metadata, status }) =>
          !metadata.deletionTimestamp &&
          status.conditions?.some(
            (each: { type: string; status: string }) => each.type === 'Ready' && each.status === 'True',
          ),
      );
      const client = connect(service, `${ready?.status.podIP}:50052`);
      try {
        return ready && ([await call(client)] as const);
      } finally {
        client.close();
      }
    }).then(([answer]) => answer);
  }
}
