import { fileURLToPath } from 'node:url';
import { type GoPrograms, goPrograms, type Part } from '@parallax/local';

/**
 * What a part consists of: its programs, files of their modules, and the seconds that they take to compile on 2 cores with
 * nothing cached. The module that pins them is called as the part, unless it is said.
 */
const modules = {
  kubernetes: {
    programs: {
      'kube-apiserver': 'k8s.io/kubernetes/cmd/kube-apiserver',
      'kube-controller-manager': 'k8s.io/kubernetes/cmd/kube-controller-manager',
      'kube-scheduler': 'k8s.io/kubernetes/cmd/kube-scheduler',
      'kube-proxy': 'k8s.io/kubernetes/cmd/kube-proxy',
      kubelet: 'k8s.io/kubernetes/cmd/kubelet',
      kubectl: 'k8s.io/kubernetes/cmd/kubectl',
    },
    ldflags: '-s -w -X k8s.io/component-base/version.gitVersion=v1.36.3',
    usualSeconds: 275,
  },
  etcd: { programs: { etcd: 'go.etcd.io/etcd/server/v3' }, usualSeconds: 25 },
  coredns: { programs: { coredns: 'parallax.local/coredns' }, usualSeconds: 45 },
  'policy-engine': { programs: { 'policy-engine': 'parallax.local/policy-engine' }, usualSeconds: 60 },
  'stand-in': { programs: { 'stand-in': 'parallax.local/stand-in' }, usualSeconds: 10 },
  kubeconform: { programs: { kubeconform: 'github.com/yannh/kubeconform/cmd/kubeconform' }, usualSeconds: 10 },
  kwok: {
    programs: { kwok: 'sigs.k8s.io/kwok/cmd/kwok' },
    files: { stages: 'sigs.k8s.io/kwok@v0.8.0/kustomize/stage' },
    usualSeconds: 110,
  },
  keda: {
    programs: {
      'keda-operator': 'github.com/kedacore/keda/v2/cmd/operator',
      'keda-adapter': 'github.com/kedacore/keda/v2/cmd/adapter',
    },
    files: { config: 'github.com/kedacore/keda/v2@v2.21.0/config' },
    usualSeconds: 380,
  },
  'keda-crds': {
    module: 'keda',
    files: { 'keda-crds': 'github.com/kedacore/keda/v2@v2.21.0/config/crd/bases' },
    usualSeconds: 5,
  },
  kueue: {
    programs: { kueue: 'sigs.k8s.io/kueue/cmd/kueue' },
    files: { config: 'sigs.k8s.io/kueue@v0.17.0/config' },
    usualSeconds: 195,
  },
};

export type ToolName = keyof typeof modules;

/** Without these no cluster; the others are made when a test asks for them. */
export const coreTools = ['kubernetes', 'etcd', 'coredns', 'policy-engine', 'stand-in'] as const satisfies ToolName[];

/** The part of set-up that makes a tool: `test/k8s/tools/<module>` pins it. */
export function toolPart(name: ToolName): Part<ToolName> {
  const part: Omit<GoPrograms<ToolName>, 'name' | 'module'> & { module?: string } = modules[name];
  const module = fileURLToPath(new URL(`../../../k8s/tools/${part.module ?? name}`, import.meta.url));
  return goPrograms({ ldflags: '-s -w', ...part, name, module });
}
