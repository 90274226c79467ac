import type { BlobRef, Tensor } from '@parallax/blobs';
import test from 'ava';
import { npy } from '../data/support/arrays.js';
import { importDataset, putFiles } from '../imports/support/imports.js';
import { ended, type Services, servers, startServices } from '../services/support/services.js';

let services: Services;

test.before(async (t) => {
  t.timeout(300_000);
  services = await startServices({ cifar10: false, services: [...servers, 'augmentation-worker', 'probe-worker'] });
});

test.after.always(() => services?.stop());

test('a probe of a thousand classes fits a job’s record: what it finds of each is in its predictions', async (t) => {
  t.timeout(120_000);
  const rows = (count: number, first: number) => {
    const pixels = Buffer.alloc(count * 8 * 8 * 3);
    for (let at = 0; at < pixels.length; at++) pixels[at] = Math.imul(at + first, 2654435761) >>> 24;
    return npy([count, 8, 8, 3], pixels);
  };
  const labels = (count: number) => {
    const classes = Uint16Array.from({ length: count }, (_, row) => row % 1000);
    return npy([count], Buffer.from(classes.buffer), { descr: '<u2' });
  };
  await putFiles(services, 'uploads/thousand', {
    'x_train.npy': rows(1000, 0),
    'y_train.npy': labels(1000),
    'x_test.npy': rows(1100, 7),
    'y_test.npy': labels(1100),
  });
  const { dataset } = await importDataset(services, { name: 'thousand', s3: { prefix: 'uploads/thousand' } });
  t.is(dataset.classes.length, 1000);
  const { job } = await services.probes.startProbe({
    spec: { views: { dataset: { name: 'thousand' } }, mlp: { epochs: 1 } },
  });
  const { status, probeResult } = await ended(services, job?.id as string);
  t.is(status?.state, 'JOB_STATE_SUCCEEDED', status?.error?.message);
  for (const { perClass, confusion, accuracy, predictions } of probeResult?.evaluations ?? []) {
    t.deepEqual([perClass.length, confusion.length], [1000, 0]);
    const { labels: found, truth } = await services.store.getTensors(predictions as BlobRef);
    const hits = (found as Tensor<'I32'>).data.filter((label, row) => label === truth?.data[row]).length;
    t.is(accuracy?.value, hits / 1100);
    t.is(perClass.filter(({ count }) => count === 2).length, 100);
  }
});
