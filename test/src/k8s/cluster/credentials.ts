import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { API_SERVER, CONTROL_PLANE, nodes } from './topology.js';

const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];

/** Who speaks to the API server, and in which groups. */
const users: Record<string, string[]> = {
  admin: ['system:masters'],
  'policy-engine': ['system:masters'],
  kwok: ['system:masters'],
  'system:kube-controller-manager': [],
  'system:kube-scheduler': [],
  'system:kube-proxy': [],
  ...Object.fromEntries(nodes.map((node) => [`system:node:${node.name}`, ['system:nodes']])),
};

/** The files in `pki` by which the parts of the cluster know each other. */
export class Credentials {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async create(run: string): Promise<Credentials> {
    const folder = join(run, 'pki');
    await mkdir(folder, { mode: 0o700 });
    const credentials = new Credentials(folder);
    await openssl(folder, ['req', '-x509', ...KEY, '-subj', '/CN=parallax-k8s', ...files('ca')]);
    await openssl(folder, ['ecparam', '-genkey', '-name', 'prime256v1', '-noout', '-out', 'service-accounts.key']);
    const names = ['kubernetes', 'kubernetes.default', 'kubernetes.default.svc', 'localhost'].map(
      (name) => `DNS:${name}`,
    );
    const addresses = [CONTROL_PLANE, '10.96.0.1', '127.0.0.1'].map((address) => `IP:${address}`);
    await credentials.#sign('kube-apiserver', '/CN=kube-apiserver', `subjectAltName=${[...names, ...addresses]}`);
    await credentials.#sign('kubelet-client', '/O=system:masters/CN=kubelet-client', 'extendedKeyUsage=clientAuth');
    await credentials.#sign('front-proxy', '/CN=front-proxy', 'extendedKeyUsage=clientAuth');
    await credentials.#writeTokens();
    return credentials;
  }

  /** A file of `pki`, such as `ca.crt`. */
  file(name: string): string {
    return join(this.#folder, name);
  }

  /** What kubectl and the parts of Kubernetes find the API server with, and prove by who they are. */
  kubeconfig(user: string): string {
    return this.file(`${user}.kubeconfig`);
  }

  async #sign(name: string, subject: string, extension: string): Promise<void> {
    const ca = ['-CA', 'ca.crt', '-CAkey', 'ca.key'];
    const leaf = ['-addext', 'basicConstraints=critical,CA:FALSE', '-addext', extension];
    await openssl(this.#folder, ['req', '-x509', ...ca, ...KEY, '-subj', subject, ...leaf, ...files(name)]);
  }

  async #writeTokens(): Promise<void> {
    const lines: string[] = [];
    for (const [user, groups] of Object.entries(users)) {
      const token = randomBytes(16).toString('hex');
      lines.push(`${token},${user},${user},"${groups}"\n`);
      await writeFile(this.kubeconfig(user), JSON.stringify(kubeconfig(user, token, this.file('ca.crt'))));
    }
    await writeFile(this.file('tokens.csv'), lines.join(''));
  }
}

function kubeconfig(user: string, token: string, ca: string) {
  return {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'parallax', cluster: { server: API_SERVER, 'certificate-authority': ca } }],
    users: [{ name: user, user: { token } }],
    contexts: [{ name: 'parallax', context: { cluster: 'parallax', user } }],
    'current-context': 'parallax',
  };
}

function files(name: string): string[] {
  return ['-keyout', `${name}.key`, '-out', `${name}.crt`];
}

async function openssl(cwd: string, args: string[]): Promise<void> {
  await promisify(execFile)('openssl', args, { cwd });
}
