import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import type { ExecutionContext } from 'ava';
import { writeImage } from '../cluster/image.js';
import { importImage } from './import-image.js';
import { kubectl, until } from './kubectl.js';
import { folderOf } from './run.js';

const IMAGE = 'parallax.local/keda';

/** Of KEDA's own manifests; its webhooks, which check what people write, are a program of their own. */
const parts = ['crd', 'general', 'service_account', 'rbac', 'manager', 'metrics-server'];

const programs = ['ghcr.io/kedacore/keda', 'ghcr.io/kedacore/keda-metrics-apiserver'];

/**
 * Brings KEDA up as its own manifests say, from images of the operator and the adapter that were built here. It goes at the
 * end of the test, but only after what is installed later: the operator lets go of ScaledObjects. An API service left
 * behind whose adapter a drained node took along would keep every namespace from being deleted.
 */
export async function installKeda(t: ExecutionContext): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'parallax-keda-'));
  try {
    const tool = folderOf('keda-operator');
    const files = { keda: join(tool, 'keda-operator'), 'keda-adapter': join(tool, 'keda-adapter') };
    await importImage(await writeImage(folder, { name: `${IMAGE}:1`, files, entrypoint: ['/keda'] }));
    const kustomization = {
      resources: parts.map((part) => relative(folder, join(tool, 'config', part))),
      images: programs.map((name) => ({ name, newName: IMAGE, newTag: '1' })),
      patches: [{ target: { kind: 'Deployment' }, patch: JSON.stringify(patches) }],
    };
    await writeFile(join(folder, 'kustomization.yaml'), JSON.stringify(kustomization));
    const manifests = await kubectl(['kustomize', folder]);
    t.teardown(() => kubectl(['delete', '--ignore-not-found', '--timeout=180s', '--filename=-'], manifests));
    await kubectl(['apply', '--server-side', '--filename=-'], manifests);
  } finally {
    await rm(folder, { recursive: true });
  }
  await until('KEDA', 240, async () => {
    await kubectl(['wait', '--namespace=keda', '--for=condition=Available', 'deployment', '--all', '--timeout=10s']);
    return kubectl([
      'wait',
      '--for=condition=Available',
      'apiservice/v1beta1.external.metrics.k8s.io',
      '--timeout=10s',
    ]);
  });
}

/** A user other than root, which images made by hand don't name, and nothing to be pulled. */
const patches = [
  { op: 'add', path: '/spec/template/spec/securityContext/runAsUser', value: 65532 },
  { op: 'replace', path: '/spec/template/spec/containers/0/imagePullPolicy', value: 'Never' },
];
