import type { ChildProcess } from 'node:child_process';
import { BlobStore } from '@parallax/blobs';
import { initialise } from '@parallax/learning';
import { type Stack, startStack } from '@parallax/local';
import type { StateDict } from '@parallax/networks';
import { type Client, connect } from '@parallax/rpc';
import { Settings } from '@parallax/settings';
import { startEngine } from '@parallax/tensors';
import { until } from '../../support/until.js';
import { startProcess, stopProcess } from './process.js';

/** An embedding server without anybody who embeds, so that a test says when somebody comes up. */
export interface EmbeddingServer {
  stack: Stack;
  process: ChildProcess;
  store: BlobStore;
  embeddings: Client<'EmbeddingService'>;
  stop(): Promise<void>;
}

export async function startEmbeddingServer(): Promise<EmbeddingServer> {
  startEngine();
  const stack = await startStack({ services: false });
  const settings = new Settings({ ...process.env, ...stack.env });
  const store = await BlobStore.open(settings);
  const embeddings = connect('EmbeddingService', settings);
  const server = startProcess(stack, 'embedding', 'server', { PARALLAX_LISTEN: stack.addresses.embedding });
  const jobs = connect('JobService', settings, { at: 'EmbeddingService' });
  await until('the embedding server answers', () => jobs.listJobs({}).catch(() => undefined), 120);
  jobs.close();
  const stop = async () => {
    embeddings.close();
    await stopProcess(server);
    await stack.stop();
  };
  return { stack, process: server, store, embeddings, stop };
}

/** Uploads a file as a client outside does, by HTTP and without credentials, and returns its key. */
export async function uploadTo({ embeddings }: EmbeddingServer, bytes: Uint8Array): Promise<string> {
  const { key, url } = await embeddings.createUpload({});
  const { ok } = await fetch(url as string, { method: 'PUT', body: bytes as Uint8Array<ArrayBuffer> });
  if (!ok) throw new Error('the upload failed');
  return key as string;
}

/** A small encoder's weights: features 1,024 wide, projections 16. */
export const smallEncoder = (seed: number): StateDict =>
  initialise(
    { size: 32, conv: { channels: [8, 16], globalPooling: 'GLOBAL_POOLING_NONE' }, head: { hidden: 32, outputs: 16 } },
    'INITIALISATION_HE',
    seed,
  );
