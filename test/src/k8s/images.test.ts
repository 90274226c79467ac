// test:k8s: images
import test from 'ava';
import { buildImages } from './support/images.js';
import { importImage } from './support/import-image.js';
import { Namespace } from './support/namespace.js';
import { confined, restricted } from './support/stand-in.js';

const NODE = 'cpu-1';

test.before(async (t) => {
  t.timeout(1_200_000);
  const { server, worker } = await buildImages();
  for (const archive of [server, worker]) await importImage(archive, [NODE]);
});

/** A pod that runs a command once, on a root file system that is read-only, with `/tmp` to write in. */
function pod(name: string, image: string, command: string[]): object {
  const volumeMounts = [{ name: 'tmp', mountPath: '/tmp' }];
  const spec = {
    ...restricted,
    restartPolicy: 'Never',
    nodeSelector: { 'kubernetes.io/hostname': NODE },
    containers: [{ name: 'main', image: `parallax/${image}:0.1.0`, command, volumeMounts, ...confined }],
    volumes: [{ name: 'tmp', emptyDir: {} }],
  };
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec };
}

test('a server without settings ends at once, and names what must be set', async (t) => {
  const namespace = await Namespace.create(t, 'images');
  await namespace.apply(pod('server', 'server', ['node', 'services/augmentation/dist/server.js']));
  await namespace.untilPhase('server', 'Failed', 120);
  t.regex(await namespace.kubectl(['logs', 'server']), /PARALLAX_S3_ACCESS_KEY is \\"\\": it must be set/);
});

test('the server image runs the command, and can write nowhere but in /tmp', async (t) => {
  const namespace = await Namespace.create(t, 'images');
  const script = 'parallax --version && id -u && touch /tmp/here && ! touch /app/here && ! touch /data/here';
  await namespace.apply(pod('command', 'server', ['sh', '-c', script]));
  await namespace.untilPhase('command', 'Succeeded', 120);
  t.regex(await namespace.kubectl(['logs', 'command']), /^0\.1\.0\n65532\n/);
});

test('TensorFlow loads in the worker image, and is not there in the server image', async (t) => {
  const namespace = await Namespace.create(t, 'images');
  const script = `(await import('/app/libs/tensors/dist/index.js')).startEngine({ threads: 1 })`;
  const start = ['node', '--input-type=module', '--eval', `console.log(${script})`];
  await namespace.apply(pod('with', 'worker', start), pod('without', 'server', start));
  await namespace.untilPhase('with', 'Succeeded', 120);
  t.regex(await namespace.kubectl(['logs', 'with']), /class: 'tensorflow 2\.21\.0, .*, 1 threads'/);
  await namespace.untilPhase('without', 'Failed', 120);
  t.regex(await namespace.kubectl(['logs', 'without']), /Cannot find module '@tensorflow\/tfjs-node-gpu/);
});
