import { resolveTraining } from '@parallax/specs';
import { Selection } from '@parallax/training-service';
import test from 'ava';

/** After which of its epochs, measured every so many, a training stops, and what it says. */
async function stopped(everyEpochs: number, patience: number, accuracies: readonly number[], before = 0) {
  const training = resolveTraining({ epochs: 1000, stopWhen: { measure: 'ONLINE_MEASURE_KNN', patience } });
  const put = () => Promise.reject(new Error('nothing is kept'));
  const selection = new Selection(training, { before, kept: [], put });
  const all = accuracies.map((value, at) => ({ epoch: (at + 1) * everyEpochs, value }));
  for (let epoch = 1; epoch <= accuracies.length * everyEpochs; epoch++) {
    const { stop } = await selection.epoch(epoch, () => all.filter((each) => each.epoch <= epoch));
    if (stop) return [epoch, selection.stopped];
  }
  return undefined;
}

test('a training stops so many epochs after its best, however often it is measured', async (t) => {
  const accuracies = [0.1, 0.3, 0.2, 0.25, 0.3, 0.1, 0.1, 0.1];
  const said = (epochs: number, best: number) =>
    `knn has not risen for ${epochs} epochs: it was 0.3000 after epoch ${best}`;
  t.deepEqual(await stopped(1, 5, accuracies), [7, said(5, 2)]);
  // As of the preset's 1,000 epochs, which make a hundred measurements.
  t.deepEqual(await stopped(10, 5, accuracies), [30, said(10, 20)]);
  t.deepEqual(await stopped(10, 11, accuracies), [40, said(20, 20)]);
  t.deepEqual(await stopped(3, 5, accuracies), [12, said(6, 6)]);
});

test('a measure that goes on rising, that is no number, or that was better before a continuation stops nothing', async (t) => {
  t.is(await stopped(10, 5, [0.1, 0.2, 0.3, 0.4]), undefined);
  t.is(await stopped(10, 5, [Number.NaN, Number.NaN]), undefined);
  t.is(await stopped(10, 5, [0.9, 0.1, 0.2, 0.3], 10), undefined);
});
