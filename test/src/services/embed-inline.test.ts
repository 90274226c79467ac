import { encodeSafetensors } from '@parallax/blobs';
import { ParallaxError } from '@parallax/errors';
import { initialise } from '@parallax/learning';
import test from 'ava';
import sharp from 'sharp';
import { grpcurl } from '../rpc/support/grpcurl.js';
import { type EmbeddingServer, smallEncoder, startEmbeddingServer, uploadTo } from './support/embedding-server.js';
import { startProcess, stopProcess } from './support/process.js';

let server: EmbeddingServer;
let black: Buffer;

test.before(async (t) => {
  t.timeout(300_000);
  server = await startEmbeddingServer();
  black = await sharp({ create: { width: 32, height: 32, channels: 3, background: '#000' } })
    .png()
    .toBuffer();
});

test.after.always(() => server?.stop());

test.serial('while nobody embeds, a call waits until its deadline, and says then when to try again', async (t) => {
  t.timeout(60_000);
  const { encoder } = await server.embeddings.importEncoder({
    key: await uploadTo(server, encodeSafetensors(smallEncoder(3))),
  });
  const request = { encoder: { sha256: encoder?.blob?.sha256 as string }, images: [black] };
  const error = await t.throwsAsync(server.embeddings.embed(request, { timeout: 3000 }), { instanceOf: ParallaxError });
  t.like(error, { reason: 'UNAVAILABLE', metadata: { subject: 'parallax.embed' } });
  t.regex(error?.message ?? '', /: is one up\?$/);
  const json = JSON.stringify({ ...request, images: [black.toString('base64')] });
  const flags = ['-plaintext', '-max-time', '3', '-d', json];
  const { stderr } = await grpcurl(flags, server.stack.addresses.embedding, 'parallax.v1.EmbeddingService/Embed');
  t.regex(stderr, /Code: Unavailable/);
  t.regex(stderr, /google\.rpc\.RetryInfo[^}]*"retryDelay": "1s"/);
});

test.serial('a call that waits is answered by whoever comes up, and not forever by one that hangs', async (t) => {
  t.timeout(120_000);
  const { encoder } = await server.embeddings.importEncoder({
    key: await uploadTo(server, encodeSafetensors(smallEncoder(3))),
  });
  const request = { encoder: { sha256: encoder?.blob?.sha256 as string }, images: [black] };
  const waiting = server.embeddings.embed(request, { timeout: 60_000 });
  const inline = startProcess(server.stack, 'embedding', 'inline');
  t.teardown(() => stopProcess(inline));
  const { embeddings: vectors } = await waiting;
  t.deepEqual([vectors.length, vectors[0]?.h.length, vectors[0]?.z.length], [1, 1024, 16]);
  inline.kill('SIGSTOP');
  const error = await t.throwsAsync(server.embeddings.embed(request, { timeout: 3000 }), { instanceOf: ParallaxError });
  t.is(error?.status, 'UNAVAILABLE');
  inline.kill('SIGCONT');
  t.deepEqual((await server.embeddings.embed(request)).embeddings, vectors);
});

test.serial('64 images are embedded at once by an encoder with 16,384 features', async (t) => {
  t.timeout(120_000);
  const wide = initialise(
    { size: 32, conv: { channels: [64], globalPooling: 'GLOBAL_POOLING_NONE' }, head: { hidden: 8, outputs: 4 } },
    'INITIALISATION_HE',
    0,
  );
  const { encoder } = await server.embeddings.importEncoder({ key: await uploadTo(server, encodeSafetensors(wide)) });
  const inline = startProcess(server.stack, 'embedding', 'inline');
  t.teardown(() => stopProcess(inline));
  const images = Array.from({ length: 64 }, () => black);
  const request = { encoder: { sha256: encoder?.blob?.sha256 as string }, images };
  const { embeddings: vectors, encoder: used } = await server.embeddings.embed(request);
  t.like(used, { size: 32, fit: 'crop', features: 16_384, assumed: true });
  t.deepEqual([vectors.length, vectors[63]?.h.length], [64, 16_384]);
});
