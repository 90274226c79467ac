import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BlobStore } from '@parallax/blobs';
import { setUp } from '@parallax/local';
import { connect } from '@parallax/rpc';
import { Settings } from '@parallax/settings';
import type { ExecutionContext } from 'ava';
import { buildImages } from './images.js';
import { importImage } from './import-image.js';
import { kubectl, type Resource, until } from './kubectl.js';
import { only, overlayIn } from './overlay.js';

/** Nodes for pods that need no GPU. */
const hosts = ['cpu-1', 'cpu-2'];

const services = { augmentation: 50051, training: 50052, embedding: 50053, probe: 50054 };

/** A whole Parallax in a namespace of the cluster. */
export interface Installation {
  /** By which clients outside find its services and its object store. */
  settings: Settings;
  kubectl(args: readonly string[], input?: string): Promise<string>;
  /** What there is of a kind. @param selector such as `app.kubernetes.io/name=training` */
  list(kind: string, selector?: string): Promise<Resource[]>;
  /** @param selector as above */
  pods(selector: string): Promise<Resource[]>;
}

/**
 * Installs an overlay as k8s/README.md says, and CIFAR-10 in it. It is deleted at the end of the test.
 *
 * @param change what the manifests are to be instead
 */
export async function installParallax(
  t: ExecutionContext,
  namespace: string,
  overlay: string,
  change: (manifests: string) => string = (manifests) => manifests,
): Promise<Installation> {
  const inside = (args: readonly string[], input?: string) => kubectl([`--namespace=${namespace}`, ...args], input);
  for (const archive of Object.values(await buildImages())) await importImage(archive, hosts);
  t.teardown(() => kubectl(['delete', 'namespace', namespace, '--ignore-not-found', '--timeout=300s']));
  const manifests = change(await overlayIn(namespace, overlay));
  const secret = credentials();
  // In two steps, as a user would: the Secret needs the namespace, and the pods need the Secret.
  await kubectl(['create', 'namespace', namespace]);
  const literals = Object.entries(secret).map(([name, value]) => `--from-literal=${name}=${value}`);
  await inside(['create', 'secret', 'generic', 'parallax-credentials', ...literals]);
  const apply = (some: string) => kubectl(['apply', '--server-side', '--force-conflicts', '--filename=-'], some);
  // The servers make the queue's consumers, by which a scaler goes.
  await apply(only(manifests, /^kind: (?!Scaled)/m));
  await inside(['wait', '--for=condition=Available', 'deployment', '--all', '--timeout=300s']);
  await apply(manifests);

  const list = async (kind: string, selector = ''): Promise<Resource[]> =>
    JSON.parse(await inside(['get', kind, `--selector=${selector}`, '--output=json'])).items;
  const pods = (selector: string) => list('pods', selector);
  const addressOf = (name: string) =>
    until(`the address of ${name}`, 60, async () => {
      const [pod] = await pods(`app.kubernetes.io/name=${name},app.kubernetes.io/component in (server, store)`);
      return pod?.status.podIP as string;
    });
  const addresses = await Promise.all(
    Object.entries(services).map(async ([name, port]) => [
      `PARALLAX_${name.toUpperCase()}_ADDRESS`,
      `${await addressOf(name)}:${port}`,
    ]),
  );
  const settings = new Settings({
    ...secret,
    ...Object.fromEntries(addresses),
    PARALLAX_S3_ENDPOINT: `http://${await addressOf('object-store')}:9000`,
  });
  await importCifar10(settings);
  return { settings, kubectl: inside, list, pods };
}

function credentials() {
  const password = () => `p${randomBytes(16).toString('hex')}`;
  const nats = password();
  return {
    PARALLAX_S3_ACCESS_KEY: 'parallax',
    PARALLAX_S3_SECRET_KEY: password(),
    NATS_PASSWORD: nats,
    PARALLAX_NATS_URL: `nats://parallax:${nats}@nats:4222`,
  };
}

async function importCifar10(settings: Settings): Promise<void> {
  const folder = (await setUp({ parts: ['cifar10'] })).cifar10 as string;
  const store = await BlobStore.open(settings);
  for (const name of await readdir(folder)) {
    await store.put(`uploads/cifar10/${name}`, await readFile(join(folder, name)));
  }
  const augmentation = connect('AugmentationService', settings);
  await augmentation.importDataset({ name: 'cifar10', prefix: 'uploads/cifar10' }, { timeout: 300_000 });
  augmentation.close();
}
