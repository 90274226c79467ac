import { ParallaxError } from '@parallax/errors';
import {
  add,
  liveBytes,
  liveTensors,
  matmul,
  scalar,
  scope,
  startEngine,
  type Tensor,
  tensor,
  Variable,
} from '@parallax/tensors';
import test from 'ava';

test.before(() => {
  startEngine();
});

test('a scope gives back all it made but what it returns, which the scope around it then owns', (t) => {
  const before = liveTensors();
  scope(() => {
    const { kept } = scope(() => ({ kept: [add(scalar(1), scalar(2)), scalar(4)], 3: 'no tensor' }));
    t.is(liveTensors(), before + 2);
    t.deepEqual(
      kept.map((value) => value.data()[0]),
      [3, 4],
    );
  });
  t.is(liveTensors(), before);
});

test('a scope that throws gives everything back', (t) => {
  const before = liveTensors();
  t.throws(() =>
    scope(() => {
      scalar(1);
      throw new Error('in the middle');
    }),
  );
  t.is(liveTensors(), before);
});

test('disposing twice is disposing once, and a variable outlives scopes', (t) => {
  const before = liveTensors();
  const bytes = liveBytes();
  const variable = scope(() => new Variable('v', [2], Float32Array.of(1, 2)));
  t.is(liveBytes(), bytes + 8);
  t.deepEqual([...variable.data()], [1, 2]);
  variable.dispose();
  variable.dispose();
  t.is(liveTensors(), before);
  t.is(liveBytes(), bytes);
});

test('what an op refuses comes as its message, with the shapes', (t) => {
  const [two, three] = [tensor(new Float32Array(2)), tensor(new Float32Array(3))] as [Tensor, Tensor];
  t.throws(() => add(two, three), { message: /\[2\] vs\. \[3\]/ });
});

test('memory that the machine does not have is told as that, and nothing stays of it', (t) => {
  const before = liveTensors();
  const error = t.throws(
    () =>
      scope(() => {
        const column = tensor(new Float32Array(2 ** 24), [2 ** 24, 1]);
        matmul(column, column, { transposeB: true });
      }),
    { instanceOf: ParallaxError },
  );
  t.is(error?.reason, 'OUT_OF_MEMORY');
  t.is(liveTensors(), before);
});
