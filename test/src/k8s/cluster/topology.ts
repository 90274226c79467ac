/** A machine of the cluster: a kubelet and a containerd in a mount namespace of their own. */
export interface ClusterNode {
  name: string;
  /** Of the kubelet. */
  address: string;
  /** From which its pods have theirs. */
  pods: string;
  /** How many GPUs it pretends to have. */
  gpus: number;
}

/** The address of the API server and of whatever else is no node's. */
export const CONTROL_PLANE = '10.254.0.1';
export const API_SERVER = `https://${CONTROL_PLANE}:6443`;
export const SERVICES = '10.96.0.0/16';
export const CLUSTER_DNS = '10.96.0.10';

export const nodes: readonly ClusterNode[] = [
  { name: 'cpu-1', address: '10.254.0.11', pods: '10.244.1.0/24', gpus: 0 },
  { name: 'cpu-2', address: '10.254.0.12', pods: '10.244.2.0/24', gpus: 0 },
  { name: 'gpu-1', address: '10.254.0.13', pods: '10.244.3.0/24', gpus: 1 },
];

/** What NVIDIA's GPU feature discovery labels a node with. */
export const GPU_LABELS = { 'nvidia.com/gpu.present': 'true', 'nvidia.com/gpu.product': 'NVIDIA-H100-80GB-HBM3' };
export const GPU_TAINT = { key: 'nvidia.com/gpu', value: 'present', effect: 'NoSchedule' };
