import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BlobStore } from '@parallax/blobs';
import { Settings } from '@parallax/settings';
import test from 'ava';
import { parallax } from '../cli/parallax.js';
import { tarOf } from '../data/support/archive.js';
import { type Services, startServices } from '../services/support/services.js';
import { importDataset, namesIn, noise } from './support/imports.js';

let services: Services;
/** Has the file of credentials, which is there before the service reads it, and is the folder that it may read. */
let settingsFolder: string;

test.before(async (t) => {
  t.timeout(300_000);
  settingsFolder = await mkdtemp(join(tmpdir(), 'parallax-profiles-'));
  const env = { ...process.env, PARALLAX_S3_PROFILES: join(settingsFolder, 'profiles'), PARALLAX_DATA: settingsFolder };
  services = await startServices({
    cifar10: false,
    services: ['augmentation-server', 'training-server', 'augmentation-worker'],
    env,
  });
});

test.after.always(async () => {
  await services?.stop();
  await rm(settingsFolder, { recursive: true, force: true });
});

const run = (...args: string[]) => parallax(args, { env: services.stack.env });
const namesOf = (dataset: string) => namesIn(services, dataset);

test('a single file that the service may read, or object, is a source of one file', async (t) => {
  t.timeout(120_000);
  const tar = await tarOf(['a/1.png', await noise(1, 24)], ['b/2.png', await noise(2, 24)]);
  await writeFile(join(settingsFolder, 'shop.tar'), tar);
  await services.store.put('uploads/single/shop.tar', tar);
  await services.store.put('uploads/single/shop.tar.md5', Buffer.from('x'));
  const byFolder = await importDataset(services, { name: 'single', folder: 'shop.tar', size: 32 });
  const byPrefix = await importDataset(services, {
    name: 'single-object',
    s3: { prefix: 'uploads/single/shop.tar' },
    size: 32,
  });
  t.deepEqual(await namesOf('single-object'), ['a/1.png', 'b/2.png']);
  t.is(byPrefix.dataset.digest, byFolder.dataset.digest);
  t.is(byPrefix.result.otherFiles, 0);
});

test('pictures lie in another bucket, for which the service has credentials by a profile', async (t) => {
  t.timeout(240_000);
  const { env } = services.stack;
  const archive = await BlobStore.open(new Settings({ ...env, PARALLAX_BUCKET: 'archive' }));
  for (let seed = 0; seed < 4; seed++) await archive.put(`2026/scan/${seed}.png`, await noise(seed, 40));
  await archive.put('other/1.png', await noise(9, 40));
  const section = (name: string, secret: string | undefined) => `[${name}]
endpoint_url = ${env.PARALLAX_S3_ENDPOINT}
aws_access_key_id = ${env.PARALLAX_S3_ACCESS_KEY}
aws_secret_access_key = ${secret}
`;
  const path = join(settingsFolder, 'profiles');
  const silent = section('silent', 'x').replace(/^endpoint_url = .*/m, 'endpoint_url = http://127.0.0.1:1');
  const own = section('hospital', env.PARALLAX_S3_SECRET_KEY) + section('stranger', 'not-the-secret');
  await writeFile(path, own + silent);
  const scans = (source: string, ...profile: string[]) =>
    run('datasets', 'import', source, '--name', 'scans', '--size', '32', '--labels', 'none', '--replace', ...profile);

  const part = await scans('s3://archive/2026', '--profile', 'hospital');
  t.is(part.code, 0, part.stderr);
  t.deepEqual(
    await namesOf('scans'),
    [0, 1, 2, 3].map((seed) => `scan/${seed}.png`),
  );
  const all = await scans('s3://archive', '--profile', 'hospital');
  t.is(all.code, 0, all.stderr);
  t.is((await namesOf('scans')).length, 5);

  const refusals: [source: string, profile: string[], message: RegExp][] = [
    [
      's3://archive/2026',
      [],
      /spec\.s3\.bucket is "archive": it must be \S+, which is Parallax's own, or come with a profile/,
    ],
    [
      's3://archive/2026',
      ['--profile', 'nobody'],
      /must be a section of PARALLAX_S3_PROFILES: hospital, stranger, silent/,
    ],
    ['s3://archive/../x', ['--profile', 'hospital'], /spec\.s3\.prefix/],
    ['s3://UPPER/2026', ['--profile', 'hospital'], /UPPER/],
    ['service:x', ['--profile', 'hospital'], /--profile is "hospital": it must come with a source s3:/],
    ['s3://archive/2026', ['--profile', 'stranger'], /spec\.s3\.profile is "stranger": .*SignatureDoesNotMatch/],
    [
      's3://archive/2026',
      ['--profile', 'silent'],
      /^parallax: the object store of the profile silent, 127\.0\.0\.1:1, can't be read: .*ECONNREFUSED/m,
    ],
    ['s3://nowhere/2026', ['--profile', 'hospital'], /spec\.s3\.bucket is "nowhere": .*NoSuchBucket/],
  ];
  for (const [source, profile, message] of refusals) t.regex((await scans(source, ...profile)).stderr, message);
});
