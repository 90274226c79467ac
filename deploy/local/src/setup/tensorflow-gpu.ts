import type { Part } from './part.js';
import { fetchWheel, lacksPip, type Wheel } from './python.js';
import { headersAndLibraries, TENSORFLOW_VERSION, tensorflowGpuFolder } from './tensorflow.js';

/** What `pip install 'tensorflow[and-cuda]==2.21.0'` chose in November 2026, less what only Python needs. */
const wheels: readonly Wheel[] = [
  {
    requirement: `tensorflow==${TENSORFLOW_VERSION}`,
    sha256: 'b3b95643c4e70eb925839938fb35cbe142f317ec84af6844ee61513713bb13c0',
    bytes: 572_611_111,
  },
  {
    requirement: 'nvidia-cublas-cu12==12.9.3.13',
    sha256: 'd7d51055f161b317c7105ddaae90e71eda059026074ffef93cf7cde2886bfe72',
    bytes: 581_217_458,
  },
  {
    requirement: 'nvidia-cuda-cupti-cu12==12.9.79',
    sha256: '096bcf334f13e1984ba36685ad4c1d6347db214de03dbb6eebb237b41d9d934f',
    bytes: 10_814_997,
  },
  {
    requirement: 'nvidia-cuda-nvcc-cu12==12.9.86',
    sha256: '5d6a0d32fdc7ea39917c20065614ae93add6f577d840233237ff08e9a38f58f0',
    bytes: 40_546_229,
  },
  {
    requirement: 'nvidia-cuda-nvrtc-cu12==12.9.86',
    sha256: '210cf05005a447e29214e9ce50851e83fc5f4358df8b453155d5e1918094dcb4',
    bytes: 89_568_129,
  },
  {
    requirement: 'nvidia-cuda-runtime-cu12==12.9.79',
    sha256: '25bba2dfb01d48a9b59ca474a1ac43c6ebf7011f1b0b8cc44f54eb6ac48a96c3',
    bytes: 3_493_179,
  },
  {
    requirement: 'nvidia-cudnn-cu12==9.28.0.42',
    sha256: '9ff58b7f36dacd0a93e89f8f2957b52466889217963701daa15e577317cfa375',
    bytes: 716_538_495,
  },
  {
    requirement: 'nvidia-cufft-cu12==11.4.1.4',
    sha256: 'c67884f2a7d276b4b80eb56a79322a95df592ae5e765cf1243693365ccab4e28',
    bytes: 200_877_592,
  },
  {
    requirement: 'nvidia-curand-cu12==10.3.10.19',
    sha256: '49b274db4780d421bd2ccd362e1415c13887c53c214f0d4b761752b8f9f6aa1e',
    bytes: 68_295_626,
  },
  {
    requirement: 'nvidia-cusolver-cu12==11.7.5.82',
    sha256: '15da72d1340d29b5b3cf3fd100e3cd53421dde36002eda6ed93811af63c40d88',
    bytes: 338_117_415,
  },
  {
    requirement: 'nvidia-cusparse-cu12==12.5.10.65',
    sha256: '73060ce019ac064a057267c585bf1fd5a353734151f87472ff02b2c5c9984e78',
    bytes: 366_465_088,
  },
  {
    requirement: 'nvidia-nccl-cu12==2.32.3',
    sha256: 'bb94b2348e4861d5e8aa00b36c3d12d9bdf9c6369b82cbb723de0b582280a21c',
    bytes: 351_526_311,
  },
  {
    requirement: 'nvidia-nvjitlink-cu12==12.9.86',
    sha256: 'e3f1171dbdc83c5932a45f0f4c99180a70de9bd2718c1ab77d14104f6d7147f9',
    bytes: 39_748_338,
  },
];

/**
 * TensorFlow's runtime with CUDA 12, for NVIDIA's GPUs: 3.4 GB to download; the host needs its driver and no CUDA. Where
 * it has been set up it is used instead of the CPU's. Not yet run on a GPU: it was seen to load, and to train on a CPU.
 */
export const tensorflowGpu: Part = {
  name: 'tensorflow-gpu',
  folder: tensorflowGpuFolder,
  lacks: lacksPip,
  async make(folder, workshop) {
    for (const wheel of wheels) await fetchWheel(wheel, [...headersAndLibraries, 'nvidia/'], folder, workshop);
  },
};
