import { choosePrecision } from '@parallax/learning';
import { device, gpuMultipliesBfloat16, startEngine } from '@parallax/tensors';
import test from 'ava';

test.before(() => {
  // As on a processor that knows no bfloat16.
  process.env.ONEDNN_MAX_CPU_ISA = 'AVX2';
  startEngine({ threads: 1 });
});

test('where nothing multiplies bfloat16, auto is float32, and so is what prefers bfloat16', (t) => {
  t.false(device().bfloat16);
  t.is(choosePrecision({ asked: 'PRECISION_AUTO' }), 'PRECISION_FLOAT32');
  t.is(choosePrecision({ asked: 'PRECISION_AUTO', preferred: 'PRECISION_BFLOAT16' }), 'PRECISION_FLOAT32');
  t.is(choosePrecision({ asked: 'PRECISION_AUTO', settled: 'PRECISION_FLOAT32' }), 'PRECISION_FLOAT32');
});

test('what was begun in bfloat16 is left to a worker that multiplies it, and so are shards whose encoder was', (t) => {
  const begun = { asked: 'PRECISION_AUTO', settled: 'PRECISION_BFLOAT16' } as const;
  t.throws(() => choosePrecision(begun), { message: /begun in bfloat16, which tensorflow .* does not multiply/ });
  const shard = { asked: 'PRECISION_AUTO', preferred: 'PRECISION_BFLOAT16', isShared: true } as const;
  t.like(
    t.throws(() => choosePrecision(shard)),
    { reason: 'UNAVAILABLE' },
  );
  t.is(choosePrecision({ ...shard, asked: 'PRECISION_FLOAT32' }), 'PRECISION_FLOAT32');
});

test('of NVIDIA’s GPUs those since Ampere multiply bfloat16', (t) => {
  const without = [
    'Tesla V100-SXM2-16GB',
    'Tesla T4',
    'NVIDIA T500',
    'NVIDIA GeForce MX450',
    'gpu',
    'NVIDIA GeForce RTX 2080 Ti',
    'GeForce GTX 1080',
    'Tesla P100-PCIE-16GB',
  ];
  const having = [
    'NVIDIA A100-SXM4-40GB',
    'NVIDIA L4',
    'NVIDIA H100 PCIe',
    'NVIDIA GeForce RTX 3090',
    'NVIDIA A10',
    'NVIDIA B200',
  ];
  t.deepEqual(without.filter(gpuMultipliesBfloat16), []);
  t.deepEqual(having.filter(gpuMultipliesBfloat16), having);
});
