import { CLUSTER_DNS, nodes } from './topology.js';

export const DNS_IMAGE = 'parallax.local/coredns:1';

/** How many volumes a cluster has. Each is used by one claim and then never again. */
export const VOLUMES = 24;

const labels = { 'k8s-app': 'kube-dns' };
const metadata = { name: 'coredns', namespace: 'kube-system' };

const corefile = `
.:1053 {
  errors
  ready :8181
  kubernetes cluster.local in-addr.arpa ip6.arpa {
    ttl 5
  }
  cache 5
}
`;

/** The cluster's DNS, as a Deployment, so that policies can name its pods. It knows the cluster's names and no others. */
const dns: object[] = [
  { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: 'coredns' },
    rules: [
      { apiGroups: [''], resources: ['services', 'pods', 'namespaces'], verbs: ['list', 'watch'] },
      { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: ['list', 'watch'] },
    ],
  },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: 'coredns' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'coredns' },
    subjects: [{ kind: 'ServiceAccount', ...metadata }],
  },
  { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { Corefile: corefile } },
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata,
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          serviceAccountName: 'coredns',
          priorityClassName: 'system-cluster-critical',
          dnsPolicy: 'Default',
          containers: [
            {
              name: 'coredns',
              image: DNS_IMAGE,
              args: ['-conf', '/etc/coredns/Corefile'],
              readinessProbe: { httpGet: { path: '/ready', port: 8181 }, periodSeconds: 1 },
              volumeMounts: [{ name: 'config', mountPath: '/etc/coredns' }],
            },
          ],
          volumes: [{ name: 'config', configMap: { name: 'coredns' } }],
        },
      },
    },
  },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'kube-dns', namespace: 'kube-system', labels },
    spec: {
      clusterIP: CLUSTER_DNS,
      selector: labels,
      ports: ['UDP', 'TCP'].map((protocol) => ({ name: protocol.toLowerCase(), port: 53, targetPort: 1053, protocol })),
    },
  },
];

/** The default class, and volumes that any node without a GPU can mount, as it could mount a disk of the network. */
function storage(folders: string): object[] {
  const hosts = nodes.filter((node) => node.gpus === 0).map((node) => node.name);
  const reach = { key: 'kubernetes.io/hostname', operator: 'In', values: hosts };
  const volumes = Array.from({ length: VOLUMES }, (_, index) => ({
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: `volume-${index}` },
    spec: {
      storageClassName: 'disk',
      capacity: { storage: '10Gi' },
      accessModes: ['ReadWriteOnce'],
      local: { path: `${folders}/${index}` },
      nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [reach] }] } },
    },
  }));
  const byDefault = { 'storageclass.kubernetes.io/is-default-class': 'true' };
  const disk = {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: 'disk', annotations: byDefault },
    provisioner: 'kubernetes.io/no-provisioner',
    volumeBindingMode: 'WaitForFirstConsumer',
  };
  return [disk, ...volumes];
}

/** What every cluster holds from its beginning. `folders` has a folder for each volume, named by its number. */
export function addons(folders: string): object {
  return { apiVersion: 'v1', kind: 'List', items: [...dns, ...storage(folders)] };
}
