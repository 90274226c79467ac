import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Credentials } from './credentials.js';
import { CONTROL_PLANE, nodes, SERVICES } from './topology.js';

const ETCD = 'http://127.0.0.1:2379';

/** Each part of the control plane with its command line, in the order in which they are to be started. */
export async function controlPlane(run: string, credentials: Credentials): Promise<Record<string, string[]>> {
  return {
    etcd: etcd(run),
    'kube-apiserver': await apiServer(run, credentials),
    'kube-controller-manager': controllerManager(credentials),
    'kube-scheduler': [
      'kube-scheduler',
      `--kubeconfig=${credentials.kubeconfig('system:kube-scheduler')}`,
      '--leader-elect=false',
    ],
    'kube-proxy': await proxy(run, credentials),
  };
}

/** A cluster that lives for a test need not survive a power cut: etcd waits for no disk. */
function etcd(run: string): string[] {
  return [
    'etcd',
    `--data-dir=${join(run, 'etcd')}`,
    `--listen-client-urls=${ETCD}`,
    `--advertise-client-urls=${ETCD}`,
    '--listen-peer-urls=http://127.0.0.1:2380',
    '--unsafe-no-fsync',
    '--quota-backend-bytes=2147483648',
  ];
}

/** One line for every request, without its body: what the scale test counts. */
const auditPolicy = {
  apiVersion: 'audit.k8s.io/v1',
  kind: 'Policy',
  omitStages: ['RequestReceived'],
  rules: [{ level: 'Metadata' }],
};

async function apiServer(run: string, credentials: Credentials): Promise<string[]> {
  const policy = join(run, 'audit-policy.json');
  await writeFile(policy, JSON.stringify(auditPolicy));
  const pki = (name: string) => credentials.file(name);
  return [
    'kube-apiserver',
    `--etcd-servers=${ETCD}`,
    `--advertise-address=${CONTROL_PLANE}`,
    `--service-cluster-ip-range=${SERVICES}`,
    '--authorization-mode=Node,RBAC',
    '--enable-admission-plugins=NodeRestriction',
    `--token-auth-file=${pki('tokens.csv')}`,
    `--client-ca-file=${pki('ca.crt')}`,
    `--tls-cert-file=${pki('kube-apiserver.crt')}`,
    `--tls-private-key-file=${pki('kube-apiserver.key')}`,
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${pki('service-accounts.key')}`,
    `--service-account-signing-key-file=${pki('service-accounts.key')}`,
    '--kubelet-preferred-address-types=InternalIP',
    `--kubelet-client-certificate=${pki('kubelet-client.crt')}`,
    `--kubelet-client-key=${pki('kubelet-client.key')}`,
    `--requestheader-client-ca-file=${pki('ca.crt')}`,
    '--requestheader-allowed-names=front-proxy',
    '--requestheader-username-headers=X-Remote-User',
    '--requestheader-group-headers=X-Remote-Group',
    '--requestheader-extra-headers-prefix=X-Remote-Extra-',
    `--proxy-client-cert-file=${pki('front-proxy.crt')}`,
    `--proxy-client-key-file=${pki('front-proxy.key')}`,
    `--audit-policy-file=${policy}`,
    `--audit-log-path=${join(run, 'audit.log')}`,
  ];
}

function controllerManager(credentials: Credentials): string[] {
  return [
    'kube-controller-manager',
    `--kubeconfig=${credentials.kubeconfig('system:kube-controller-manager')}`,
    '--use-service-account-credentials',
    `--service-account-private-key-file=${credentials.file('service-accounts.key')}`,
    `--root-ca-file=${credentials.file('ca.crt')}`,
    '--leader-elect=false',
  ];
}

/** One for all nodes, since they share the network namespace. It takes the address of the first for its own. */
async function proxy(run: string, credentials: Credentials): Promise<string[]> {
  const config = join(run, 'kube-proxy.json');
  const configuration = {
    apiVersion: 'kubeproxy.config.k8s.io/v1alpha1',
    kind: 'KubeProxyConfiguration',
    clientConnection: { kubeconfig: credentials.kubeconfig('system:kube-proxy') },
    mode: 'iptables',
    hostnameOverride: nodes[0]?.name,
    conntrack: { maxPerCore: 0 },
    oomScoreAdj: 0,
  };
  await writeFile(config, JSON.stringify(configuration));
  return ['kube-proxy', `--config=${config}`];
}
