import { availableParallelism } from 'node:os';
import { BlobStore } from '@parallax/blobs';
import { encode } from '@parallax/learning';
import { connectNats, disconnect, followConnection, respond } from '@parallax/nats';
import { serveHealth } from '@parallax/rpc';
import { runProcess } from '@parallax/telemetry';
import { startEngine } from '@parallax/tensors';
import { decodeRequest, embedQueue, embedSubject, encodeResponse } from './embed-protocol.js';
import { ModelCache } from './model-cache.js';

/** The process that embeds a few images at once, beside the worker whose jobs take longer. */
await runProcess('parallax-embedding-inline', async ({ settings, signal }) => {
  const health = settings.optional('PARALLAX_LISTEN') ? await serveHealth(settings) : undefined;
  const nats = await connectNats(settings, { signal });
  const models = new ModelCache(await BlobStore.open(settings, { signal }));
  startEngine({ threads: settings.count('PARALLAX_THREADS', availableParallelism()) });
  const handle = async (payload: Uint8Array) => {
    const { blob, pixels } = decodeRequest(payload);
    const { model, preprocessing } = await models.get(blob);
    const vectors = encode(model, pixels, preprocessing.normalisation);
    return encodeResponse(vectors, pixels.length / (model.network.size ** 2 * 3));
  };
  void followConnection(nats, (connected) => health?.report(connected));
  await respond(nats, embedSubject, handle, { queue: embedQueue, signal });
  await disconnect(nats);
  await health?.stop();
});
