import { mock } from 'node:test';
import { startTimer } from '@parallax/jobs';
import test from 'ava';

const [hour, day] = [3600_000, 24 * 3600_000];

test('a timer waits as long as it is to, which may be longer than Node’s own can, and can be stopped', (t) => {
  mock.timers.enable({ apis: ['setTimeout'] });
  t.teardown(() => mock.timers.reset());
  let passed = 0;
  const rung: [name: string, at: number][] = [];
  startTimer(-hour, () => rung.push(['over', passed]));
  startTimer(2 * hour, () => rung.push(['short', passed]));
  startTimer(60 * day, () => rung.push(['long', passed]));
  const stop = startTimer(60 * day, () => rung.push(['stopped', passed]));
  while (passed < 80 * day) {
    mock.timers.tick(hour);
    passed += hour;
    if (passed === 40 * day) stop();
  }
  t.deepEqual(
    rung.map(([name]) => name),
    ['over', 'short', 'long'],
  );
  // Where Node's timer ends in the midst of an hour, the next one begins with the next hour here.
  const late = (rung[2]?.[1] as number) - 60 * day;
  t.true(late >= -hour && late <= 3 * hour, `${late / hour} hours late`);
});
