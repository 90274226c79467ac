import { type ObjectiveSpec, probeVerdict, type TrainingEvidence, trainingVerdict } from '@parallax/learning';
import test from 'ava';

const ntXent = { ntXent: { temperature: 0.2 } };

/** Losses of 20 steps, from the first to the last. */
const losses = (first: number, last: number) => [first, ...new Array(19).fill(last)];

/** Measurements of spread, or equal, projections after the epochs from 1 on. */
const measured = (...spreads: number[]) =>
  spreads.map((spread, at) => ({ epoch: at + 1, featureStd: spread / Math.sqrt(16) }));

function verdictOf(
  objective: ObjectiveSpec,
  own: Pick<TrainingEvidence, 'losses' | 'diagnostics'> & Partial<TrainingEvidence>,
) {
  const shape = { images: 64, views: 2, globals: 2, width: 16, projections: 16 };
  return trainingVerdict({ objective, ...shape, lossEvery: 1, stepsPerEpoch: 5, lastBatch: 1, ...own });
}

test('a loss that is that of rows which are all alike is a collapse, with its epoch where that was measured', (t) => {
  const collapsed = Math.log(127);
  const unmeasured = verdictOf(ntXent, { losses: losses(5, collapsed), diagnostics: [] });
  t.deepEqual(unmeasured, {
    text: 'the loss ended at 4.8442, which is that of projections that are all alike: the encoder has collapsed',
    isWarning: true,
  });
  const since = verdictOf(ntXent, { losses: losses(5, collapsed), diagnostics: measured(0.9, 0.5, 0.001, 0) });
  t.is(since.text, `${unmeasured.text}, since epoch 3`);
});

test('a collapse is seen where each epoch has a smaller last batch, also where only every second or third loss is kept', (t) => {
  // CIFAR-10 in batches of 128: the 391st has 80 images.
  const [stepsPerEpoch, images, lastBatch] = [391, 128, 80 / 128];
  const notebook = { selfSimilarity: { temperature: 0.5 } };
  const all = Array.from({ length: 10 * stepsPerEpoch }, (_, step) =>
    Math.log(step % stepsPerEpoch === stepsPerEpoch - 1 ? 80 : images),
  );
  all[0] = 3;
  for (const lossEvery of [1, 2, 3]) {
    const losses = all.filter((_, step) => step % lossEvery === 0);
    const verdict = verdictOf(notebook, { losses, lossEvery, images, stepsPerEpoch, lastBatch, diagnostics: [] });
    t.regex(verdict.text, /^the loss ended at 4\.8520, which is that of .* all alike: the encoder has collapsed$/);
  }
});

test('projections that are all equal at the last measurement are a collapse, since the first of those in a row', (t) => {
  const diagnostics = measured(0.9, 0.001, 0.9, 0.009, 0.002);
  t.deepEqual(verdictOf(ntXent, { losses: losses(5, 4), diagnostics }), {
    text: 'collapsed: all projections equal since epoch 4',
    isWarning: true,
  });
  t.false(verdictOf(ntXent, { losses: losses(5, 4), diagnostics: measured(0, 0, 0.011) }).isWarning);
});

test('where a collapse is the lowest loss there is, the loss alone does not say so beside diagnostics', (t) => {
  const byol = { byol: { targetMomentum: 0.99 } };
  t.true(verdictOf(byol, { losses: losses(2, 0), diagnostics: [] }).isWarning);
  t.false(verdictOf(byol, { losses: losses(2, 0), diagnostics: measured(0.9) }).isWarning);
  const collapsed = verdictOf(byol, { losses: losses(2, 0), diagnostics: measured(0.9, 0) });
  t.regex(collapsed.text, /^the loss ended at 0\.0000, which is that of predictions and targets .*, since epoch 2$/);
});

test('a loss that ends no lower than it began says that nothing was learned, but for one with a queue', (t) => {
  const verdict = verdictOf(ntXent, { losses: losses(4.5, 4.5), diagnostics: [] });
  t.true(verdict.isWarning);
  t.regex(verdict.text, /^the loss ended at 4\.5000, no lower than the 4\.5000 with which it began/);
  const moco = { moco: { temperature: 0.2, queueSize: 64, targetMomentum: 0.99 } };
  t.deepEqual(verdictOf(moco, { losses: losses(3, 3.5), diagnostics: [] }), {
    text: `the loss came to 3.5000, where the lowest that can be is ${Math.log1p(64 * Math.exp(-5)).toFixed(4)}`,
    isWarning: false,
  });
});

test('a loss with at most a hundredth of the way left is at its floor, and one with more is not', (t) => {
  const floor = Math.log1p(126 * Math.exp(-64 / 63 / 0.2));
  const at = (share: number) =>
    verdictOf(ntXent, { losses: losses(5, floor + share * (Math.log(127) - floor)), diagnostics: [] });
  const lowest = `where the lowest that can be is ${floor.toFixed(4)}`;
  t.regex(at(0.009).text, /^the loss is at its floor for this batch and temperature: it ended at 0\.\d{4}, where/);
  t.true(at(0.009).text.endsWith(lowest));
  t.regex(at(0.011).text, /^the loss came from 5\.0000 to 0\.\d{4}, where/);
  t.false(at(0.009).isWarning || at(0.011).isWarning);
});

test('one step says nothing, and steps whose loss is not known are left out', (t) => {
  t.is(verdictOf(ntXent, { losses: [5], diagnostics: [] }).text, 'one step says nothing of what was learned');
  const unknown = [Number.NaN, ...losses(4, 3)];
  t.regex(verdictOf(ntXent, { losses: unknown, diagnostics: [] }).text, /^the loss came to 3\.0000, where/);
});

test('a trained encoder is below or above a baseline where their intervals are apart, and otherwise not told apart', (t) => {
  const accuracy = (value: number) => ({ value, low: value - 0.01, high: value + 0.01 });
  const baseline = { name: 'its random encoder', ...accuracy(0.43) };
  t.deepEqual(probeVerdict('kNN', accuracy(0.4), baseline), {
    text: 'below its random encoder by kNN (40.00 % beside 43.00 %)',
    isWarning: true,
  });
  t.deepEqual(probeVerdict('kNN', accuracy(0.46), baseline), {
    text: 'above its random encoder by kNN (46.00 % beside 43.00 %)',
    isWarning: false,
  });
  t.deepEqual(probeVerdict('linear', accuracy(0.44), baseline), {
    text: 'not told apart from its random encoder by linear (44.00 % beside 43.00 %): the 95 % intervals overlap',
    isWarning: true,
  });
});
