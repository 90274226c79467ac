import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { installOperator } from './operator.js';
import { folderOf } from './run.js';

/** Of KEDA's own manifests; its webhooks, which check what people write, are a program of their own. */
const parts = ['crd', 'general', 'service_account', 'rbac', 'manager', 'metrics-server'];

/** Brings up KEDA's operator, and the adapter that tells autoscalers of queues. */
export async function installKeda(t: ExecutionContext): Promise<void> {
  const tool = folderOf('keda-operator');
  await installOperator(t, {
    name: 'keda',
    namespace: 'keda',
    files: { keda: join(tool, 'keda-operator'), 'keda-adapter': join(tool, 'keda-adapter') },
    manifests: parts.map((part) => join(tool, 'config', part)),
    images: ['ghcr.io/kedacore/keda', 'ghcr.io/kedacore/keda-metrics-apiserver'],
    apiServices: ['v1beta1.external.metrics.k8s.io'],
  });
}
