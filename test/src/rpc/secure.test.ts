import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ParallaxError } from '@parallax/errors';
import { connect } from '@parallax/rpc';
import { Settings } from '@parallax/settings';
import test, { type ExecutionContext } from 'ava';
import { selfSigned } from './support/certificate.js';
import { grpcurl } from './support/grpcurl.js';
import { serveAugmentation } from './support/service.js';

async function files(t: ExecutionContext, contents: Record<string, string>): Promise<Record<string, string>> {
  const folder = await mkdtemp(join(tmpdir(), 'parallax-test-'));
  t.teardown(() => rm(folder, { recursive: true }));
  const entries = Object.entries(contents).map(async ([name, content]) => {
    await writeFile(join(folder, name), content);
    return [name, join(folder, name)];
  });
  return Object.fromEntries(await Promise.all(entries));
}

function listRecipes(t: ExecutionContext, env: NodeJS.ProcessEnv) {
  const client = connect('AugmentationService', new Settings(env));
  t.teardown(() => client.close());
  return client.listRecipes({});
}

test('with a certificate the server speaks TLS, to whoever trusts it', async (t) => {
  const { cert = '', key = '' } = await files(t, selfSigned());
  const { server } = await serveAugmentation(
    t,
    { listRecipes: async () => ({ recipes: [] }) },
    { PARALLAX_TLS_CERT: cert, PARALLAX_TLS_KEY: key },
  );
  const address = `localhost:${server.port}`;
  const ask = (env: NodeJS.ProcessEnv) => listRecipes(t, { PARALLAX_AUGMENTATION_ADDRESS: address, ...env });
  t.deepEqual(await ask({ PARALLAX_TLS_CA: cert }), { recipes: [] });
  const { stdout } = await grpcurl(['-cacert', cert], address, 'list');
  t.regex(stdout, /parallax\.v1\.AugmentationService/);
  const stranger = await files(t, selfSigned());
  t.like(await t.throwsAsync(ask({ PARALLAX_TLS_CA: stranger.cert })), { reason: 'UNAVAILABLE' });
  t.like(await t.throwsAsync(ask({})), { reason: 'UNAVAILABLE' });
});

test('an authority that is none is refused by the setting that names it', async (t) => {
  const { cert } = selfSigned();
  const contents = { none: 'junk', cut: cert.slice(0, cert.length / 2), key: selfSigned().key };
  for (const path of Object.values(await files(t, contents))) {
    const error = await t.throwsAsync(async () => listRecipes(t, { PARALLAX_TLS_CA: path }));
    t.like(error, { reason: 'INVALID_FIELD', metadata: { field: 'PARALLAX_TLS_CA', value: path } });
  }
});

test('with a token file the server answers those who bring the token, and its health to all', async (t) => {
  const { token = '', wrong = '' } = await files(t, { token: 'tulip\n', wrong: 'rose\n' });
  const { server } = await serveAugmentation(
    t,
    { listRecipes: async () => ({ recipes: [] }) },
    { PARALLAX_TOKEN_FILE: token },
  );
  const ask = (env: NodeJS.ProcessEnv) => listRecipes(t, { PARALLAX_AUGMENTATION_ADDRESS: server.address, ...env });
  t.deepEqual(await ask({ PARALLAX_TOKEN_FILE: token }), { recipes: [] });
  for (const env of [{}, { PARALLAX_TOKEN_FILE: wrong }]) {
    const error = await t.throwsAsync(ask(env), { instanceOf: ParallaxError });
    t.like(error, { reason: 'MISSING_CREDENTIALS', status: 'UNAUTHENTICATED' });
  }
  const plain = ['-plaintext', '-import-path', new URL('../../../proto', import.meta.url).pathname];
  const health = [...plain, '-proto', 'grpc/health/v1/health.proto'];
  t.true((await grpcurl(health, server.address, 'grpc.health.v1.Health/Check')).ok);
  t.regex((await grpcurl(['-plaintext'], server.address, 'list')).stderr, /authorization: Bearer/);
  const header = ['-plaintext', '-H', 'authorization: Bearer tulip'];
  t.true((await grpcurl(header, server.address, 'parallax.v1.AugmentationService/ListRecipes')).ok);
});

test('a certificate without its key, and files that are not there, are refused by their variables', async (t) => {
  const { cert = '' } = await files(t, selfSigned());
  const failing = (env: NodeJS.ProcessEnv) =>
    t.throwsAsync(serveAugmentation(t, {}, env), { instanceOf: ParallaxError });
  t.like(await failing({ PARALLAX_TLS_CERT: cert }), { metadata: { field: 'PARALLAX_TLS_KEY' } });
  t.like(await failing({ PARALLAX_TOKEN_FILE: '/nowhere' }), { metadata: { field: 'PARALLAX_TOKEN_FILE' } });
});
