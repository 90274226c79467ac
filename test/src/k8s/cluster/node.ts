import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Credentials } from './credentials.js';
import type { RunFolder } from './run-folder.js';
import { CLUSTER_DNS, type ClusterNode, GPU_LABELS, GPU_TAINT } from './topology.js';

export const PAUSE_IMAGE = 'parallax.local/pause:1';

/**
 * A node is a mount namespace in which the folders that containerd, runc, CNI and the kubelet use by name are its own,
 * and files stand over the kernel's settings that a kubelet insists on: they are the machine's, and stay as they are.
 */
const SCRIPT = `
set -eu
node=$1; cgroup=$2; pause=$3; shift 3
for folder in run var/log var/lib/kubelet var/lib/cni var/lib/containerd; do
  mkdir -p "$node/$folder" "/$folder"
  mount --bind "$node/$folder" "/$folder"
done
setting() { echo "$2" > "$node/setting-$3"; mount --bind "$node/setting-$3" "/proc/sys/$1"; }
setting vm/overcommit_memory 1 overcommit
setting vm/panic_on_oom 0 panic-on-oom
setting kernel/panic 10 panic
setting kernel/panic_on_oops 1 panic-on-oops
setting kernel/keys/root_maxkeys 1000000 maxkeys
setting kernel/keys/root_maxbytes 25000000 maxbytes
while read -r _ mountpoint type _; do
  case $type in cgroup | cgroup2) mkdir -p "$mountpoint/$cgroup" ;; esac
  # In version 2 a folder hands on what its parent does.
  if [ "$type" = cgroup2 ]; then
    for folder in "$mountpoint" "$mountpoint/\${cgroup%/*}"; do
      for controller in $(cat "$folder/cgroup.controllers"); do
        echo "+$controller" > "$folder/cgroup.subtree_control" 2> /dev/null || :
      done
    done
  fi
done < /proc/mounts
containerd --config "$node/containerd.toml" > "$node/containerd.log" 2>&1 &
until ctr --address "$node/containerd.sock" version > /dev/null 2>&1; do sleep 0.1; done
ctr --address "$node/containerd.sock" --namespace k8s.io images import "$pause" > /dev/null
exec "$@"
`;

/** The command line of a node, which ends when its kubelet does. */
export async function nodeCommand(
  node: ClusterNode,
  run: RunFolder,
  credentials: Credentials,
  options: { snapshotter: string; pauseImage: string },
): Promise<string[]> {
  const folder = join(run.path, node.name);
  const cgroup = `/${run.cgroup}/${node.name}`;
  await mkdir(join(folder, 'cni'), { recursive: true });
  await writeFile(join(folder, 'containerd.toml'), containerdConfig(folder, options.snapshotter));
  await writeFile(join(folder, 'cni', '10-pods.conflist'), JSON.stringify(podNetwork(node)));
  await writeFile(join(folder, 'kubelet.json'), JSON.stringify(kubeletConfig(node, folder, cgroup, credentials)));
  await writeFile(join(folder, 'resolv.conf'), '');
  const kubelet = [
    'kubelet',
    `--config=${join(folder, 'kubelet.json')}`,
    `--kubeconfig=${credentials.kubeconfig(`system:node:${node.name}`)}`,
    `--hostname-override=${node.name}`,
    `--node-ip=${node.address}`,
    `--node-labels=${labels(node)}`,
  ];
  return ['unshare', '--mount', 'sh', '-c', SCRIPT, node.name, folder, cgroup, options.pauseImage, ...kubelet];
}

/** The command that brings an image into a node's containerd. Its last argument is the archive. */
export function importCommand(run: string, node: string): string[] {
  return ['ctr', '--address', join(run, node, 'containerd.sock'), '--namespace', 'k8s.io', 'images', 'import'];
}

function labels(node: ClusterNode): string {
  const ours = node.gpus > 0 ? GPU_LABELS : {};
  return Object.entries(ours)
    .map(([name, value]) => `${name}=${value}`)
    .join(',');
}

/** Adjusting the score of the out-of-memory killer below the parent's takes a capability that containers lack. */
function containerdConfig(folder: string, snapshotter: string): string {
  return `
version = 2
[grpc]
address = "${join(folder, 'containerd.sock')}"
[plugins."io.containerd.grpc.v1.cri"]
sandbox_image = "${PAUSE_IMAGE}"
restrict_oom_score_adj = true
[plugins."io.containerd.grpc.v1.cri".containerd]
snapshotter = "${snapshotter}"
[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
runtime_type = "io.containerd.runc.v2"
[plugins."io.containerd.grpc.v1.cri".cni]
bin_dir = "/usr/lib/cni"
conf_dir = "${join(folder, 'cni')}"
`;
}

/** Every pod has a link of its own, so that all traffic between pods is routed and passes iptables. */
function podNetwork(node: ClusterNode) {
  const ipam = { type: 'host-local', ranges: [[{ subnet: node.pods }]], routes: [{ dst: '0.0.0.0/0' }] };
  return { cniVersion: '0.4.0', name: 'pods', plugins: [{ type: 'ptp', ipam }] };
}

/** The disk is the machine's, and how full it is nothing that this cluster should act on. */
const diskIsNotOurs = {
  imageGCHighThresholdPercent: 100,
  imageGCLowThresholdPercent: 99,
  evictionHard: { 'memory.available': '100Mi' },
};

function kubeletConfig(node: ClusterNode, folder: string, cgroup: string, credentials: Credentials) {
  return {
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    address: node.address,
    healthzPort: 0,
    authentication: { anonymous: { enabled: false }, x509: { clientCAFile: credentials.file('ca.crt') } },
    containerRuntimeEndpoint: `unix://${join(folder, 'containerd.sock')}`,
    cgroupDriver: 'cgroupfs',
    cgroupRoot: cgroup,
    enforceNodeAllocatable: [],
    failCgroupV1: false,
    failSwapOn: false,
    oomScoreAdj: 0,
    resolvConf: join(folder, 'resolv.conf'),
    clusterDNS: [CLUSTER_DNS],
    clusterDomain: 'cluster.local',
    registerWithTaints: node.gpus > 0 ? [GPU_TAINT] : [],
    ...diskIsNotOurs,
  };
}
