import type { JsMsg } from '@nats-io/jetstream';
import { ParallaxError } from '@parallax/errors';
import type { JobRecord } from '../record.js';
import type { Backend } from '../store/backend.js';

/** An attempt's hold on its job: the message of the queue, kept from others, and the token in the record. */
export class Lease {
  readonly #backend: Backend;
  readonly #message: JsMsg;
  readonly #owner: string;
  readonly #id: string;
  readonly #renewal: NodeJS.Timeout;

  constructor(backend: Backend, message: JsMsg, { id, owner = '' }: JobRecord) {
    this.#backend = backend;
    this.#message = message;
    this.#id = id;
    this.#owner = owner;
    this.#renewal = setInterval(() => message.working(), backend.limits.lease / 3);
  }

  holds(job: JobRecord): boolean {
    return job.state === 'running' && job.owner === this.#owner;
  }

  /** Changes the record. @throws CONFLICT where the job is no longer this attempt's */
  update(change: (job: JobRecord) => JobRecord): Promise<JobRecord> {
    return this.#backend.records.update(this.#id, (job) => {
      if (!this.holds(job)) throw new ParallaxError('CONFLICT', `${job.id} has been taken by another worker`);
      return change(job);
    });
  }

  /** Gives the job back to the queue, for any worker to take after `wait` milliseconds. */
  giveBack(wait: number): void {
    this.release();
    this.#message.nak(wait);
  }

  /** Lets go of the message without a word; it is someone else's, or gone with the job. */
  release(): void {
    clearInterval(this.#renewal);
  }
}
