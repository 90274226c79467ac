import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { ParallaxError } from '@parallax/errors';
import { Semaphore } from '@parallax/rpc';
import test, { type ExecutionContext } from 'ava';

const { signal } = new AbortController();

/** Work that lasts until it is told to end. */
function work() {
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { run: () => ended, end };
}

async function refusal(t: ExecutionContext, call: Promise<unknown>): Promise<ParallaxError> {
  return (await t.throwsAsync(call, { instanceOf: ParallaxError })) as ParallaxError;
}

test('as much is let in as there is room for, the rest in the order in which it came', async (t) => {
  const semaphore = new Semaphore(10, '10 at once');
  const begun: string[] = [];
  const held = work();
  const enter = (name: string, amount: number, { run } = work()) =>
    semaphore.run(
      amount,
      () => {
        begun.push(name);
        return run();
      },
      signal,
    );
  const first = enter('first', 6, held);
  // The small one would fit, but the large one was there before it.
  const others = [enter('large', 8, { run: async () => {}, end: () => {} }), enter('small', 1, held)];
  await delay(20);
  t.deepEqual(begun, ['first']);
  held.end();
  await Promise.all([first, ...others]);
  t.deepEqual(begun, ['first', 'large', 'small']);
});

test('what does not come in soon is refused with the limit, and leaves its place to those behind', async (t) => {
  const semaphore = new Semaphore(10, '10 at once');
  const held = work();
  const first = semaphore.run(6, held.run, signal);
  const large = refusal(
    t,
    semaphore.run(8, async () => {}, signal),
  );
  const small = semaphore.run(4, async () => 'small', signal);
  const { reason, metadata, message } = await large;
  t.deepEqual([reason, metadata], ['OVERLOADED', { limit: '10 at once' }]);
  t.is(message, 'this server takes on 10 at once: try again in a moment');
  t.is(await small, 'small');
  held.end();
  await first;
});

test('a queue that is full refuses at once, and whoever leaves it is not let in', async (t) => {
  const semaphore = new Semaphore(1, 'one at once');
  const held = work();
  const first = semaphore.run(1, held.run, signal);
  const leaving = new AbortController();
  setMaxListeners(64, leaving.signal);
  const queued = Array.from({ length: 64 }, () =>
    refusal(
      t,
      semaphore.run(1, async () => t.fail('it was let in'), leaving.signal),
    ),
  );
  t.is(
    (
      await refusal(
        t,
        semaphore.run(1, async () => {}, signal),
      )
    ).reason,
    'OVERLOADED',
  );
  leaving.abort(new ParallaxError('CANCELLED', 'left'));
  t.true((await Promise.all(queued)).every(({ reason }) => reason === 'CANCELLED'));
  held.end();
  await first;
  t.is(await semaphore.run(1, async () => 'next', signal), 'next');
});

test('work that fails gives back what it had', async (t) => {
  const semaphore = new Semaphore(1, 'one at once');
  const failing = async () => {
    throw new Error('broken');
  };
  await t.throwsAsync(semaphore.run(1, failing, signal), { message: 'broken' });
  t.is(await semaphore.run(1, async () => 'next', signal), 'next');
});
