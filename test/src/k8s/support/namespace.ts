import { randomBytes } from 'node:crypto';
import type { ExecutionContext } from 'ava';
import { kubectl, type Resource, until } from './kubectl.js';

/** A Kubernetes namespace of one test, which admits only what Pod Security's `restricted` level allows. */
export class Namespace {
  readonly name: string;

  private constructor(name: string) {
    this.name = name;
  }

  /** Deleted at the end of the test, with all that is in it. */
  static async create(t: ExecutionContext, prefix: string): Promise<Namespace> {
    const namespace = new Namespace(`${prefix}-${randomBytes(3).toString('hex')}`);
    const labels = { 'pod-security.kubernetes.io/enforce': 'restricted' };
    const manifest = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace.name, labels } };
    t.teardown(() => kubectl(['delete', 'namespace', namespace.name, '--wait=false', '--ignore-not-found']));
    await kubectl(['create', '--filename=-'], JSON.stringify(manifest));
    return namespace;
  }

  /** Applies manifests, with every field known to the API server. Resolves with what it printed, warnings excepted. */
  apply(...manifests: object[]): Promise<string> {
    const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: manifests });
    return this.kubectl(['apply', '--server-side', '--validate=strict', '--filename=-'], list);
  }

  kubectl(args: readonly string[], input?: string): Promise<string> {
    return kubectl([`--namespace=${this.name}`, ...args], input);
  }

  /** @throws KubectlError where it isn't there */
  async get(kind: string, name: string): Promise<Resource> {
    return JSON.parse(await this.kubectl(['get', kind, name, '--output=json']));
  }

  async list(kind: string, selector = ''): Promise<Resource[]> {
    return JSON.parse(await this.kubectl(['get', kind, `--selector=${selector}`, '--output=json'])).items;
  }

  /** Resolves with the resource once it is as wanted. */
  until(kind: string, name: string, seconds: number, wanted: (resource: Resource) => boolean): Promise<Resource> {
    return until(`${kind} ${name}`, seconds, async () => {
      const resource = await this.get(kind, name);
      if (wanted(resource)) return resource;
      throw new Error(`its status is ${JSON.stringify(resource.status)}`);
    });
  }

  /** Resolves once the pod's containers have ended or run, as asked for. */
  untilPhase(pod: string, phase: string, seconds = 60): Promise<Resource> {
    return this.until('pod', pod, seconds, ({ status }) => status.phase === phase);
  }
}
