// test:k8s: outside, images
import test from 'ava';
import { buildImages, type Images } from '../k8s/support/images.js';
import { type Entry, type Image, readArchive } from './support/archive.js';

const MB = 1e6;

/** What each image may add to its base, unpacked, in bytes. deploy/docker/README.md says what it is. */
const bounds: Images<number> = { server: 65 * MB, worker: 720 * MB, objectStore: 160 * MB, nats: 30 * MB };

/** Layers that are the base's: none beneath `nats`. */
const base: Images<number> = { server: 1, worker: 1, objectStore: 1, nats: 0 };

let images: Images<Image>;

test.before(async (t) => {
  t.timeout(1_200_000);
  const read = Object.entries(await buildImages()).map(async ([name, archive]) => [name, await readArchive(archive)]);
  images = Object.fromEntries(await Promise.all(read));
});

const own = ({ layers }: Image, from: number): Entry[] => layers.slice(from).flatMap(({ entries }) => entries);

for (const name of ['server', 'worker', 'objectStore', 'nats'] as const) {
  test(`${name} runs as a user who is not root and owns nothing that runs`, (t) => {
    const image = images[name];
    t.is(image.config.User, '65532:65532');
    const entries = own(image, base[name]);
    t.deepEqual(
      entries.filter(({ owner, path }) => owner !== '0/0' && path !== '/data/'),
      [],
    );
    t.deepEqual(
      entries.filter(({ mode }) => /^[^l].{7}w/.test(mode) || /[st]/i.test(mode.slice(1))),
      [],
      'nothing that others may write, no setuid',
    );
  });

  test(`${name} is no larger than what it is made of`, (t) => {
    const image = images[name];
    const bytes = own(image, base[name]).reduce((sum, entry) => sum + entry.bytes, 0);
    const sent = image.layers.reduce((sum, layer) => sum + layer.bytes, 0);
    const [added, compressed] = [bytes, sent].map((size) => (size / MB).toFixed(1));
    t.log(`${added} MB over its base; ${compressed} MB compressed, base included; ${image.layers.length} layers`);
    t.true(bytes < bounds[name], `${bytes} bytes`);
    t.true(image.layers.length <= base[name] + 3);
  });

  test(`${name} says what it is by OCI's labels`, (t) => {
    const { config } = images[name];
    const label = (key: string) => config.Labels[`org.opencontainers.image.${key}`] ?? '';
    t.regex(label('title'), /^(parallax\/)?[a-z-]+$/);
    t.regex(label('licenses'), /^(Apache-2\.0|AGPL-3\.0-or-later)$/);
    if (name !== 'server' && name !== 'worker') return;
    t.is(label('version'), '0.1.0');
    t.regex(label('revision'), /^[0-9a-f]{40}$/);
    t.true('org.opencontainers.image.source' in config.Labels);
  });
}

test('beside a server there is no TensorFlow, and beside neither what only a developer needs', (t) => {
  const isDevelopers = /typescript|\/@types\/|\.d\.ts$|\.map$|\/src\/.*\.ts$|\/test\//;
  for (const name of ['server', 'worker'] as const) {
    const paths = own(images[name], base[name]).map(({ path }) => path);
    t.true(paths.includes('/app/services/training/dist/server.js'));
    const ours = paths.filter((path) => !/^\/app\/node_modules\/(?!@types|typescript)/.test(path));
    t.deepEqual(
      ours.filter((path) => isDevelopers.test(path)),
      [],
    );
    const tensorflow = paths.filter((path) => /@tensorflow|tfjs|libtensorflow/.test(path) && !path.endsWith('/'));
    const folder = '/app/node_modules/@tensorflow/tfjs-node-gpu';
    const needed = ['package.json', 'lib/napi-v8/tfjs_binding.node'];
    const libraries = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'].map((file) => `deps/lib/${file}`);
    const expected = name === 'server' ? [] : [...needed, ...libraries].map((file) => `${folder}/${file}`);
    t.deepEqual(tensorflow.sort(), expected.sort());
  }
});

test('the worker shares all of its layers but one with the server', (t) => {
  t.deepEqual(images.worker.layers.slice(0, -1), images.server.layers);
});
