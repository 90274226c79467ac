import { kubectl } from './kubectl.js';

/** Asks the API server to evict a pod, as a drain does. */
export async function evict(namespace: string, pod: string): Promise<void> {
  const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: pod, namespace } };
  const path = `/api/v1/namespaces/${namespace}/pods/${pod}/eviction`;
  await kubectl(['create', `--raw=${path}`, '--filename=-'], JSON.stringify(eviction));
}
