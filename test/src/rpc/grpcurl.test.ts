import { invalidField, ParallaxError } from '@parallax/errors';
import test from 'ava';
import { grpcurl } from './support/grpcurl.js';
import { serveAugmentation } from './support/service.js';

const plain = ['-plaintext'];

test('grpcurl lists what a server offers', async (t) => {
  const { server } = await serveAugmentation(t, {});
  const { stdout } = await grpcurl(plain, server.address, 'list');
  t.deepEqual(stdout.trim().split('\n'), [
    'grpc.health.v1.Health',
    'grpc.reflection.v1.ServerReflection',
    'grpc.reflection.v1alpha.ServerReflection',
    'parallax.v1.AugmentationService',
  ]);
});

test('grpcurl describes a service, a message of another file, a method, an enum and a well-known type', async (t) => {
  const { server } = await serveAugmentation(t, {});
  const describe = async (symbol: string) => (await grpcurl(plain, server.address, 'describe', symbol)).stdout;
  t.regex(await describe('parallax.v1.AugmentationService'), /rpc Augment \( \.parallax\.v1\.AugmentRequest \)/);
  t.regex(await describe('parallax.v1.Recipe'), /repeated \.parallax\.v1\.Operation operations = 2;/);
  t.regex(await describe('parallax.v1.AugmentationService.Preview'), /rpc Preview/);
  t.regex(await describe('parallax.v1.Order'), /ORDER_SHUFFLED = 2;/);
  t.regex(await describe('google.protobuf.Timestamp'), /int64 seconds = 1;/);
  const { ok, stderr } = await grpcurl(plain, server.address, 'describe', 'parallax.v1.Nothing');
  t.false(ok);
  t.regex(stderr, /Symbol not found|there is no/);
});

test('grpcurl calls a method by JSON', async (t) => {
  const { server } = await serveAugmentation(t, {
    augment: async ({ recipe, views }) => ({ blob: { key: recipe?.name, size: views, tensors: [{ shape: [2, 3] }] } }),
  });
  const json = '{"recipe": {"name": "seed", "operations": [{"cutout": {"length": 16}}]}, "views": 3}';
  const { stdout } = await grpcurl([...plain, '-d', json], server.address, 'parallax.v1.AugmentationService/Augment');
  t.deepEqual(JSON.parse(stdout), { blob: { key: 'seed', size: '3', tensors: [{ shape: ['2', '3'] }] } });
});

test('grpcurl shows the details of an error', async (t) => {
  const { server } = await serveAugmentation(t, {
    async augment({ views }) {
      if (views === 0) throw invalidField('views', 0, 'must be at least 1');
      throw new ParallaxError('UNAVAILABLE', 'no worker is up');
    },
  });
  const augment = (json: string) =>
    grpcurl([...plain, '-d', json], server.address, 'parallax.v1.AugmentationService/Augment');
  const { stderr } = await augment('{"views": 0}');
  t.regex(stderr, /Code: InvalidArgument\n {2}Message: views is 0: it must be at least 1/);
  t.regex(stderr, /"reason": "INVALID_FIELD"/);
  t.regex(stderr, /"domain": "parallax"/);
  t.regex(stderr, /"fieldViolations": \[\s+\{\s+"field": "views"/);
  t.regex((await augment('{}')).stderr, /"retryDelay": "1s"/);
});

test('grpcurl refuses a field that is unknown, by name', async (t) => {
  const { server } = await serveAugmentation(t, {});
  const { ok, stderr } = await grpcurl(
    [...plain, '-d', '{"vews": 1}'],
    server.address,
    'parallax.v1.AugmentationService/Augment',
  );
  t.false(ok);
  t.regex(stderr, /no known field named vews/);
});

test('health is there for the server and for its service, and not for another', async (t) => {
  const { server } = await serveAugmentation(t, {});
  const check = (json: string) => grpcurl([...plain, '-d', json], server.address, 'grpc.health.v1.Health/Check');
  t.deepEqual(JSON.parse((await check('{}')).stdout), { status: 'SERVING' });
  t.deepEqual(JSON.parse((await check('{"service": "parallax.v1.AugmentationService"}')).stdout), {
    status: 'SERVING',
  });
  t.regex((await check('{"service": "parallax.v1.ProbeService"}')).stderr, /Code: NotFound/);
  const { stdout } = await grpcurl(plain, server.address, 'grpc.health.v1.Health/List');
  t.deepEqual(Object.keys(JSON.parse(stdout).statuses).sort(), ['', 'liveness', 'parallax.v1.AugmentationService']);
});
