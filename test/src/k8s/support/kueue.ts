import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { kubectl, until } from './kubectl.js';
import { installOperator } from './operator.js';
import { k8s, moveTo } from './overlay.js';
import { folderOf } from './run.js';

/** Brings Kueue up, with all that is its default. */
export async function installKueue(t: ExecutionContext): Promise<void> {
  const tool = folderOf('kueue');
  await installOperator(t, {
    name: 'kueue',
    namespace: 'kueue-system',
    files: { manager: join(tool, 'kueue') },
    manifests: [join(tool, 'config', 'default')],
    images: ['us-central1-docker.pkg.dev/k8s-staging-images/kueue/kueue'],
    apiServices: ['v1beta1.visibility.kueue.x-k8s.io', 'v1beta2.visibility.kueue.x-k8s.io'],
  });
}

/** Makes the queue of k8s/kueue.example.yaml for a namespace, with as many GPUs. */
export async function makeQueue(t: ExecutionContext, namespace: string, gpus: number): Promise<void> {
  const example = await readFile(join(k8s, 'kueue.example.yaml'), 'utf8');
  const queue = moveTo(namespace, example).replace(/(name: nvidia\.com\/gpu, nominalQuota: )\d+/, `$1${gpus}`);
  t.teardown(() => kubectl(['delete', '--ignore-not-found', '--timeout=60s', '--filename=-'], queue));
  // Its webhooks take some seconds to have their certificates.
  await until('a queue', 60, () => kubectl(['apply', '--server-side', '--validate=strict', '--filename=-'], queue));
}
