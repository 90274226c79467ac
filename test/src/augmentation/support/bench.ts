import { createHash, randomUUID } from 'node:crypto';
import { openAugmentation } from '@parallax/augmentation-service';
import { BlobStore } from '@parallax/blobs';
import type { AugmentRequestInput } from '@parallax/contract';
import { type Stack, setUp, startStack } from '@parallax/local';
import { type Client, connect, type Server, serve } from '@parallax/rpc';
import { Settings } from '@parallax/settings';
import { logger } from '@parallax/telemetry';

/** A real object store and NATS, and AugmentationService in front of them, as many replicas as a test wants. */
export class Bench {
  readonly env: NodeJS.ProcessEnv;
  readonly store: BlobStore;
  readonly #stack: Stack;
  readonly #replicas: Replica[] = [];

  private constructor(stack: Stack, env: NodeJS.ProcessEnv, store: BlobStore) {
    this.#stack = stack;
    this.env = env;
    this.store = store;
  }

  static async open(env: NodeJS.ProcessEnv = {}): Promise<Bench> {
    const { cifar10 = '' } = await setUp({ parts: ['cifar10'] });
    const stack = await startStack({ services: false });
    const own = { PARALLAX_LISTEN: '127.0.0.1:0', PARALLAX_LOG_LEVEL: 'fatal', PARALLAX_DATA: cifar10 };
    const all = { ...stack.env, ...own, PARALLAX_BUCKET: `bench-${randomUUID()}`, ...env };
    return new Bench(stack, all, await BlobStore.open(new Settings(all)));
  }

  async serve(env: NodeJS.ProcessEnv = {}): Promise<Replica> {
    const replica = await Replica.start(new Settings({ ...this.env, ...env }));
    this.#replicas.push(replica);
    return replica;
  }

  async close(): Promise<void> {
    await Promise.all(this.#replicas.map((replica) => replica.stop()));
    await this.#stack.stop();
  }
}

/** A server of the service, and a client of it. */
export class Replica {
  readonly server: Server;
  readonly client: Client<'AugmentationService'>;
  readonly stop: () => Promise<void>;

  private constructor(server: Server, client: Client<'AugmentationService'>, stop: () => Promise<void>) {
    this.server = server;
    this.client = client;
    this.stop = stop;
  }

  static async start(settings: Settings): Promise<Replica> {
    const stopping = new AbortController();
    const health = { report() {} };
    const context = { settings, logger: logger('test', settings), signal: stopping.signal, health };
    const { services, close } = await openAugmentation(context);
    const server = await serve({ services, settings, port: 50051 });
    const client = connect('AugmentationService', server.address);
    return new Replica(server, client, async () => {
      client.close();
      stopping.abort();
      await server.stop();
      await close();
    });
  }
}

/** A request that is in order: two views of each of eight images. */
export function request(changes: AugmentRequestInput = {}): AugmentRequestInput {
  return {
    dataset: { name: 'cifar10' },
    split: 'test',
    recipe: { name: 'simclr-cifar' },
    views: 2,
    seed: 7,
    epoch: 3,
    order: 'ORDER_SHUFFLED',
    start: 8,
    end: 16,
    ...changes,
  };
}

/** A recipe of a kilobyte: so many operations on 1,024 pixels, of which the last makes a view of two pixels a side. */
export function heavy(operations: number) {
  const crop = (size: number) => ({ randomResizedCrop: { size } });
  const jitter = { colorJitter: { brightness: 1, contrast: 1, saturation: 1, hue: 0.5 } };
  const steps = Array.from({ length: operations - 1 }, (_, index) => (index % 2 === 0 ? crop(1024) : jitter));
  return { name: 'heavy', operations: [...steps, crop(2)] };
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
