import { Generator } from '@parallax/random';
import { type OperationSpec, type Recipe, recipes, renderViews } from '@parallax/views';
import { drawAffine, drawCrop, drawErased, drawHole, drawJitter } from '@parallax/views/operations';
import test, { type ExecutionContext } from 'ava';
import { type Distribution, draws } from './fixture.js';

const DRAWS = 100_000;

/** Kolmogorov and Smirnov's bound for two samples of this size: chance alone exceeds it once in a million. */
const APART = Math.sqrt((-Math.log(1e-6 / 2) / 2) * (2 / DRAWS));

function compare(t: ExecutionContext, expected: Record<string, Distribution>, drawn: Record<string, number>[]): void {
  for (const [name, { points, shares }] of Object.entries(expected)) {
    const sorted = Float64Array.from(drawn, (values) => values[name] as number).sort();
    let below = 0;
    const apart = points.map((point, index) => {
      // The fixture keeps nine digits of a point.
      while (below < DRAWS && (sorted[below] as number) <= point + 1e-8 * Math.abs(point)) below++;
      return Math.abs(below / DRAWS - (shares[index] as number));
    });
    t.true(Math.max(...apart) <= APART, `${name} is distributed otherwise, by ${Math.max(...apart)}`);
  }
}

function repeat<Value>(draw: (generator: Generator) => Value): Value[] {
  const generator = new Generator([1, 2, 3, 4]);
  return Array.from({ length: DRAWS }, () => draw(generator));
}

draws.crops.forEach(({ image: { height, width }, scale, ratio, distributions }, index) => {
  test(`crops are distributed as torchvision’s are (${index})`, (t) => {
    const drawn = repeat((generator) => drawCrop({ size: 32, scale, ratio }, height, width, generator));
    compare(
      t,
      distributions,
      drawn.map((crop) => ({ ...crop, area: crop.height * crop.width, aspect: crop.width / crop.height })),
    );
  });
});

draws.affines.forEach(({ image: { height, width }, distributions, ...affine }, index) => {
  test(`angles and shifts are distributed as torchvision’s are (${index})`, (t) => {
    const drawn = repeat((generator) => drawAffine(affine, height, width, generator));
    compare(t, distributions, drawn as unknown as Record<string, number>[]);
  });
});

draws.erasings.forEach(({ image: { height, width }, distributions, ...parameters }, index) => {
  test(`what is erased is distributed as torchvision’s is (${index})`, (t) => {
    const nothing = { top: 0, left: 0, height: 0, width: 0 };
    const drawn = repeat((generator) => drawErased(parameters, height, width, generator) ?? nothing);
    compare(t, distributions, drawn as unknown as Record<string, number>[]);
  });
});

draws.jitters.forEach(({ distributions, ...strengths }, index) => {
  test(`jitter’s order and amounts are distributed as torchvision’s are (${index})`, (t) => {
    const drawn = repeat((generator) => drawJitter({ ...strengths, probability: 1 }, generator));
    const named = drawn.map(({ order, amounts: [brightness, contrast, saturation, hue] }) => {
      return { order: Number([...order].join('')), brightness, contrast, saturation, hue } as Record<string, number>;
    });
    compare(t, distributions, named);
  });
});

test('an amount of jitter that is 0 is not drawn', (t) => {
  const none = { brightness: 0, contrast: 0.4, saturation: 0, hue: 0, probability: 1 };
  const { amounts } = drawJitter(none, new Generator([1, 2, 3, 4]));
  t.is(amounts.filter((amount) => amount !== undefined).length, 1);
  t.not(amounts[1], undefined);
});

test('a hole’s centre lies anywhere in the image, borders included, equally often', (t) => {
  const counts = new Map<string, number>();
  for (const { top, left } of repeat((generator) => drawHole({ length: 16 }, 4, 5, generator)))
    counts.set(`${top + 8} ${left + 8}`, (counts.get(`${top + 8} ${left + 8}`) ?? 0) + 1);
  const places = [...counts.keys()].sort();
  t.deepEqual(
    places,
    [0, 1, 2, 3].flatMap((row) => [0, 1, 2, 3, 4].map((column) => `${row} ${column}`)),
  );
  for (const count of counts.values()) t.true(Math.abs(count - DRAWS / 20) < 5 * Math.sqrt(DRAWS / 20));
});

test('flips, jitter and greyscale happen as often as their probability says', (t) => {
  const cases: OperationSpec[] = [
    { randomHorizontalFlip: { probability: 0.3 } },
    { colorJitter: { brightness: 0.4, contrast: 0.4, saturation: 0.4, hue: 0.1, probability: 0.8 } },
    { randomGrayscale: { probability: 0.2 } },
  ];
  const image = Uint8Array.of(200, 30, 90, 10, 120, 60);
  for (const operation of cases) {
    const [{ probability }] = Object.values(operation) as [{ probability: number }];
    const recipe: Recipe = { ...(recipes.identity as Recipe), operations: [operation] };
    const indices = new Int32Array(1);
    const views = 20_000;
    const made = renderViews({ images: image, height: 1, width: 2, recipe, views, seed: 5, epoch: 0, indices });
    let changed = 0;
    for (let start = 0; start < made.length; start += image.length)
      if (Buffer.compare(made.subarray(start, start + image.length), image) !== 0) changed++;
    t.true(Math.abs(changed / views - probability) < 5 * Math.sqrt((probability * (1 - probability)) / views));
  }
});
