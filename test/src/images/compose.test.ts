// test:k8s: outside
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { goPrograms, provide } from '@parallax/local';
import test from 'ava';
import { root } from '../k8s/support/image-context.js';

const folder = join(root, 'deploy/docker');

const environment = {
  ...Object.fromEntries(['NODE', 'NATS', 'COLLECTOR', 'JAEGER', 'PROMETHEUS', 'GRAFANA'].map((n) => [`${n}_IMAGE`, n])),
  ...{ NATS_PASSWORD: 'p1', S3_ACCESS_KEY: 'access', S3_SECRET_KEY: 'secret', GRAFANA_PASSWORD: 'p2' },
  COMPOSE_PROFILES: 'object-store,set-up',
};

interface Service {
  image: string;
  read_only?: boolean;
  security_opt?: string[];
  cap_drop?: string[];
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: { test: string[] };
  environment?: Record<string, string>;
  volumes?: { type: string; source: string; read_only?: boolean }[];
  build?: { target: string; args: Record<string, string> };
  restart?: string;
}

let parser: string;

test.before(async () => {
  const module = join(root, 'test/k8s/tools/compose');
  const programs = { compose: 'parallax.local/compose' };
  const made = await provide([goPrograms({ name: 'compose', module, programs, usualSeconds: 15 })]);
  parser = join(made.compose as string, 'compose');
});

/** The project as Docker Compose would read it, by its own parser (compose-go), which also holds it against its schema. */
async function read(files = ['compose.yaml'], env: NodeJS.ProcessEnv = environment) {
  const settings = { cwd: folder, env: { PATH: process.env.PATH, ...env } };
  const { stdout } = await promisify(execFile)(parser, files, settings);
  return JSON.parse(stdout) as { services: Record<string, Service> };
}

test('every service is confined', async (t) => {
  const { services } = await read();
  for (const [name, service] of Object.entries(services)) {
    t.true(service.read_only, name);
    t.deepEqual(service.security_opt, ['no-new-privileges:true'], name);
    t.deepEqual(service.cap_drop, ['ALL'], name);
  }
});

test('services start in the order of health', async (t) => {
  const { services } = await read();
  const waitsFor = (name: string) => Object.entries(services[name]?.depends_on ?? {});
  for (const [name, service] of Object.entries(services)) {
    for (const [other, { condition }] of waitsFor(name)) {
      t.is(condition, services[other]?.healthcheck ? 'service_healthy' : 'service_started', `${name} on ${other}`);
    }
    if (service.image.startsWith('parallax/') && service.restart !== 'no') t.truthy(service.healthcheck, name);
  }
  const names = (name: string) => waitsFor(name).map(([other]) => other);
  t.deepEqual(names('training-worker').sort(), ['augmentation', 'nats', 'object-store', 'training']);
});

test('what is asked for its health by the port listens there for other containers too', async (t) => {
  const { services } = await read();
  const ours = Object.entries(services).filter(([, { healthcheck }]) => healthcheck?.test.includes('health'));
  t.is(ours.length, 9);
  for (const [name, { environment, healthcheck }] of ours) {
    t.is(environment?.PARALLAX_LISTEN, healthcheck?.test.at(-1)?.replace('localhost', '0.0.0.0'), name);
  }
});

test('each image is built by one service', async (t) => {
  const { services } = await read();
  const built = Object.values(services).filter(({ build }) => build);
  t.deepEqual(built.map(({ image }) => image).sort(), [
    'parallax/object-store:0.1.0',
    'parallax/server:0.1.0',
    'parallax/worker:0.1.0',
  ]);
  const gpu = await read(['compose.yaml', 'compose.gpu.yaml']);
  t.is(gpu.services['training-worker']?.build?.args.RUNTIME, 'tensorflow-gpu');
});

test('every file that a service mounts is there', async (t) => {
  const { services } = await read();
  const binds = Object.values(services).flatMap(({ volumes = [] }) => volumes.filter(({ type }) => type === 'bind'));
  t.true(binds.length > 0);
  for (const { source, read_only } of binds) t.true(existsSync(source) && read_only, source);
});

test('another object store takes the place of MinIO', async (t) => {
  const { services } = await read(undefined, { ...environment, COMPOSE_PROFILES: '', S3_ENDPOINT: 'https://s3.test' });
  t.false('object-store' in services);
  t.is(JSON.stringify(services).match(/"PARALLAX_S3_ENDPOINT":"https:\/\/s3.test"/g)?.length, 9);
});

test('without a secret or a base it refuses, and says what to set', async (t) => {
  for (const [name, hint] of [
    ['NATS_PASSWORD', 'set it in .env'],
    ['NODE_IMAGE', 'resolve-bases.sh'],
  ] as const) {
    const error = await t.throwsAsync(read(undefined, { ...environment, [name]: '' }));
    t.true(error?.message.includes(`${name} is missing a value`) && error.message.includes(hint), error?.message);
  }
});

test('.env.example names every secret, and bases.env every base', async (t) => {
  const names = (file: string) => readFileSync(join(folder, file), 'utf8').match(/^\w+(?==)/gm) ?? [];
  t.deepEqual([...names('.env.example'), ...names('bases.env')].sort(), Object.keys(environment).sort());
});
