import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import type { ExecutionContext } from 'ava';
import { writeImage } from '../cluster/image.js';
import { importImage } from './import-image.js';
import { kubectl, until } from './kubectl.js';

/** What watches over resources of its own kinds, as its project publishes it. */
export interface Operator {
  name: string;
  namespace: string;
  /** Its programs, built here, by the paths in one image by which its manifests call them. */
  files: Record<string, string>;
  /** The folders of its manifests. */
  manifests: readonly string[];
  /** What they call the images that this one stands for. */
  images: readonly string[];
  /** The API services that it answers. */
  apiServices: readonly string[];
}

/**
 * Brings an operator up as its own manifests say. It goes at the end of the test, but only after what is installed later: it
 * lets go of its resources. An API service left behind whose pod a drained node took along would keep every namespace from
 * being deleted.
 */
export async function installOperator(t: ExecutionContext, operator: Operator): Promise<void> {
  const { name, namespace } = operator;
  const folder = await mkdtemp(join(tmpdir(), `parallax-${name}-`));
  try {
    const image = `parallax.local/${name}`;
    const { files } = operator;
    await importImage(await writeImage(folder, { name: `${image}:1`, files, entrypoint: [] }));
    const kustomization = {
      resources: operator.manifests.map((each) => relative(folder, each)),
      images: operator.images.map((each) => ({ name: each, newName: image, newTag: '1' })),
      patches: [{ target: { kind: 'Deployment' }, patch: JSON.stringify(patches) }],
    };
    await writeFile(join(folder, 'kustomization.yaml'), JSON.stringify(kustomization));
    const manifests = await kubectl(['kustomize', folder]);
    t.teardown(() => kubectl(['delete', '--ignore-not-found', '--timeout=180s', '--filename=-'], manifests));
    await kubectl(['apply', '--server-side', '--filename=-'], manifests);
  } finally {
    await rm(folder, { recursive: true });
  }
  const available = (...what: string[]) => kubectl(['wait', ...what, '--for=condition=Available', '--timeout=10s']);
  await until(name, 240, async () => {
    await available(`--namespace=${namespace}`, 'deployment', '--all');
    return available(...operator.apiServices.map((each) => `apiservice/${each}`));
  });
}

/** A user other than root, which images made by hand don't name, and nothing to be pulled. */
const patches = [
  { op: 'add', path: '/spec/template/spec/securityContext/runAsUser', value: 65532 },
  { op: 'replace', path: '/spec/template/spec/containers/0/imagePullPolicy', value: 'Never' },
];
