import { setTimeout as delay } from 'node:timers/promises';
import type { NatsConnection, Subscription } from '@nats-io/transport-node';
import { ParallaxError } from '@parallax/errors';
import { type JobRecord, tokensOf } from './job.js';

/** After a message has told of a change, how long until the record is read, and read again where it has not changed yet, in milliseconds. */
const settling = [0, 20, 200, 1000];

/** How long until the record is read although no message has told of a change, in milliseconds: one may get lost. */
const heartbeat = 5000;

/** Those in this process who follow one record. */
interface Topic {
  readonly subscription: Subscription;
  readonly listeners: Set<() => void>;
  latest?: JobRecord;
  /** Set once the record is gone, or can't be read, or nobody follows it any more. */
  over?: { error?: unknown };
  /** Whether a message has come since the record was last read. */
  isStale: boolean;
  wake: () => void;
}

/**
 * Follows records: whoever follows the same one in a process shares one subscription and one read for each change. The
 * subscription is to the subject that the bucket is written by, of core NATS, and only says that there may be something to
 * read. So a watch leaves no consumer with the server, as JetStream's would for five minutes, and is not deaf for a minute
 * after the server has started again.
 */
export class RecordWatch {
  readonly #connection: NatsConnection;
  readonly #prefix: string;
  readonly #find: (id: string) => Promise<JobRecord | undefined>;
  readonly #topics = new Map<string, Topic>();

  constructor(connection: NatsConnection, prefix: string, find: (id: string) => Promise<JobRecord | undefined>) {
    this.#connection = connection;
    this.#prefix = prefix;
    this.#find = find;
  }

  /** The record now and after changes, the latest each time; ends where it is removed, or `signal` aborts. */
  async *follow(id: string, signal?: AbortSignal): AsyncGenerator<JobRecord> {
    if (signal?.aborted) return;
    const topic = this.#topics.get(id) ?? this.#open(id);
    let notify = () => {};
    const listener = () => notify();
    topic.listeners.add(listener);
    signal?.addEventListener('abort', listener);
    let seen = 0;
    try {
      for (;;) {
        const changed = new Promise<void>((resolve) => {
          notify = resolve;
        });
        const { latest, over } = topic;
        if (signal?.aborted) return;
        if (latest && latest.revision > seen) {
          seen = latest.revision;
          yield latest;
          continue;
        }
        if (over?.error !== undefined) throw over.error;
        if (over) return;
        await changed;
      }
    } finally {
      signal?.removeEventListener('abort', listener);
      topic.listeners.delete(listener);
      if (topic.listeners.size === 0) this.#close(id, topic);
    }
  }

  #open(id: string): Topic {
    const callback = () => {
      topic.isStale = true;
      topic.wake();
    };
    const subscription = this.#connection.subscribe(this.#prefix + tokensOf(id), { callback });
    const topic: Topic = { subscription, listeners: new Set(), isStale: false, wake: () => {} };
    this.#topics.set(id, topic);
    void this.#run(id, topic);
    return topic;
  }

  #close(id: string, topic: Topic): void {
    topic.over ??= {};
    if (!topic.subscription.isClosed()) topic.subscription.unsubscribe();
    if (this.#topics.get(id) === topic) this.#topics.delete(id);
    topic.wake();
    for (const tell of topic.listeners) tell();
  }

  async #run(id: string, topic: Topic): Promise<void> {
    try {
      for (let woken = false; !topic.over; woken = await wakeOf(topic)) {
        if (woken) await this.#readChange(id, topic);
        else await this.#read(id, topic);
      }
    } catch (thrown) {
      topic.over = { error: thrown };
    }
    this.#close(id, topic);
  }

  /** The message is there before the stream has it, and may be of a write that was refused. */
  async #readChange(id: string, topic: Topic): Promise<void> {
    for (const wait of settling) {
      await delay(wait);
      topic.isStale = false;
      if (topic.over || (await this.#read(id, topic))) return;
    }
  }

  /** Returns whether there was something new. While NATS is away there isn't. */
  async #read(id: string, topic: Topic): Promise<boolean> {
    let record: JobRecord | undefined;
    try {
      record = await this.#find(id);
    } catch (thrown) {
      if (topic.latest && thrown instanceof ParallaxError && thrown.reason === 'UNAVAILABLE') return false;
      throw thrown;
    }
    if (!record) topic.over = {};
    else if (topic.latest && record.revision <= topic.latest.revision) return false;
    else topic.latest = record;
    for (const tell of topic.listeners) tell();
    return true;
  }
}

/** Resolves with true when a message has come, with false after a while. */
function wakeOf(topic: Topic): Promise<boolean> {
  if (topic.isStale) return Promise.resolve(true);
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, heartbeat, false);
    topic.wake = () => {
      clearTimeout(timer);
      resolve(true);
    };
  });
}
