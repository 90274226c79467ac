import { type Answer, acrossSeeds, MOST_SEEDS, sumUpSeeds } from '@parallax/evaluation';
import test from 'ava';

const answer: Answer = {
  async *predict() {
    yield { labels: Int32Array.of(1), probabilities: Float32Array.of(0, 1) };
  },
};

async function* answersOf(seed: number): AsyncGenerator<Answer> {
  yield { ...answer, chosen: { seen: seed } };
  yield { ...answer, settings: { share: 0.1 } };
}

test('each seed gives all answers of a probe, and they say which seed it was where there are several', async (t) => {
  const settings = async (seeds: number[]) => {
    const found = [];
    for await (const each of acrossSeeds(seeds, {}, answersOf)) found.push([each.settings, each.chosen?.seen]);
    return found;
  };
  t.deepEqual(await settings([7]), [
    [undefined, 7],
    [{ share: 0.1 }, undefined],
  ]);
  t.deepEqual(await settings([7, 4]), [
    [{ seed: 7 }, 7],
    [{ share: 0.1, seed: 7 }, undefined],
    [{ seed: 4 }, 4],
    [{ share: 0.1, seed: 4 }, undefined],
  ]);
});

test('progress is that of all seeds together', async (t) => {
  const seen: number[] = [];
  const report = ({ done, total }: { done: number; total: number }) => seen.push(done / total);
  const run = (_seed: number, watch: Parameters<Parameters<typeof acrossSeeds>[2]>[1]) => {
    watch.report?.({ done: 5, total: 10, unit: 'images' });
    return answersOf(0);
  };
  for await (const _ of acrossSeeds([1, 2], { report }, run));
  t.deepEqual(seen, [0.25, 0.75]);
});

const scored = (probe: string, value: number, settings: Record<string, number>) => ({
  representation: 'trained',
  probe,
  settings,
  accuracy: { value },
  balancedAccuracy: value / 2,
  macroF1: 1 - value,
});

test('means are of what differs by the seed alone, and what has no seed is left out', (t) => {
  const found = sumUpSeeds([
    scored('knn', 0.4, {}),
    scored('linear', 0.6, { seed: 0 }),
    scored('linear', 0.62, { seed: 1 }),
    scored('linear', 0.67, { seed: 2 }),
    scored('few-labels', 0.1, { share: 0.01, seed: 0 }),
    scored('few-labels', 0.3, { share: 0.1, seed: 0 }),
    scored('few-labels', 0.2, { share: 0.01, seed: 1 }),
    scored('few-labels', 0.3, { share: 0.1, seed: 1 }),
  ]);
  t.deepEqual(
    found.map(({ probe, settings, seeds }) => [probe, settings, seeds]),
    [
      ['linear', {}, [0, 1, 2]],
      ['few-labels', { share: 0.01 }, [0, 1]],
      ['few-labels', { share: 0.1 }, [0, 1]],
    ],
  );
  // As scipy.stats.t.interval(0.95, 2, mean, sem) has it.
  const [linear, few, same] = found;
  t.true(Math.abs((linear?.accuracy.value ?? 0) - 0.63) < 1e-12);
  t.true(Math.abs((linear?.accuracy.deviation ?? 0) - 0.0360555128) < 1e-9);
  t.true(Math.abs((linear?.accuracy.low ?? 0) - 0.5404341) < 1e-5, String(linear?.accuracy.low));
  t.true(Math.abs((linear?.accuracy.high ?? 0) - 0.7195659) < 1e-5);
  t.true(Math.abs((linear?.balancedAccuracy.value ?? 0) - 0.315) < 1e-12);
  t.true(Math.abs((few?.accuracy.high ?? 0) - (0.15 + 12.7062 * 0.05)) < 1e-4);
  t.deepEqual(same?.accuracy, { value: 0.3, low: 0.3, high: 0.3, deviation: 0 });
});

test('there is a quantile for as many seeds as are taken', (t) => {
  const many = Array.from({ length: MOST_SEEDS }, (_, seed) => scored('linear', seed / 100, { seed }));
  const [found] = sumUpSeeds(many);
  t.true(Math.abs((found?.accuracy.high ?? 0) - (0.075 + (2.13145 * 0.0476095) / 4)) < 1e-5);
});
