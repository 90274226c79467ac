import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { kubectl } from './kubectl.js';

export const k8s = fileURLToPath(new URL('../../../../k8s', import.meta.url));

/** An overlay's manifests, in a namespace other than `parallax`. */
export async function overlayIn(namespace: string, overlay: string): Promise<string> {
  return moveTo(namespace, await kubectl(['kustomize', join(k8s, 'overlays', overlay)]));
}

/** The same manifests for another namespace. */
export function moveTo(namespace: string, manifests: string): string {
  return manifests
    .replace(/^( *)namespace: parallax$/gm, `$1namespace: ${namespace}`)
    .replace(/^(kind: Namespace\n(?: .*\n|metadata:\n)*? {2}name: )parallax$/m, `$1${namespace}`)
    .replaceAll('nats.parallax.svc', `nats.${namespace}.svc`);
}

/** The documents of some kinds: `/^kind: (Role|Job)$/m`. */
export function only(manifests: string, kinds: RegExp): string {
  return manifests
    .split(/^---$/m)
    .filter((text) => kinds.test(text))
    .join('---');
}
