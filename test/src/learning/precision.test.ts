import { choosePrecision } from '@parallax/learning';
import { bfloat16On, bfloat16OnGpu, device, startEngine } from '@parallax/tensors';
import test from 'ava';

test.before(() => {
  // As on a processor that knows no bfloat16.
  process.env.ONEDNN_MAX_CPU_ISA = 'AVX2';
  startEngine({ threads: 1 });
});

test('where nothing multiplies bfloat16, auto is float32, and so is what prefers bfloat16', (t) => {
  t.false(device().bfloat16.isMultiplied);
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

const processors: [
  name: string,
  vendor: string,
  flags: string,
  limit: string,
  isMultiplied: boolean,
  isFaster: boolean,
][] = [
  ['Sapphire Rapids', 'GenuineIntel', 'avx512bw avx512_bf16 avx512_fp16 amx_bf16', '', true, true],
  ['one whose AMX is not to be used', 'GenuineIntel', 'avx512_bf16 amx_bf16', 'AVX512_CORE_BF16', true, false],
  ['one whose AMX is hidden', 'GenuineIntel', 'avx512bw avx512_bf16 avx512_fp16', '', true, false],
  ['Zen 4', 'AuthenticAMD', 'avx512bw avx512_bf16', '', true, true],
  ['Zen 4, limited', 'AuthenticAMD', 'avx512bw avx512_bf16', 'AVX512_CORE', false, false],
  ['Zen 3', 'AuthenticAMD', 'avx2', '', false, false],
  ['Ice Lake', 'GenuineIntel', 'avx512bw', '', false, false],
];

for (const [name, vendor, flags, limit, isMultiplied, isFaster] of processors) {
  test(`what bfloat16 is to a processor: ${name}`, (t) => {
    const cpuinfo = `processor\t: 0\nvendor_id\t: ${vendor}\nflags\t\t: fpu ${flags}\nbugs\t\t:\n`;
    t.deepEqual(bfloat16On(cpuinfo, limit), { isMultiplied, isFaster });
  });
}

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
  const multiplies = (name: string) => bfloat16OnGpu(name).isMultiplied;
  t.deepEqual(without.filter(multiplies), []);
  t.deepEqual(having.filter(multiplies), having);
});
