import { toText } from '@parallax/traces';
import test from 'ava';
import { call, made, span, traceId } from './support/made.js';

const lines = (text: string) => text.split('\n').map((line) => line.trimEnd());

test('a trace is a waterfall: what hangs below what, who did it, how long it took, and when', (t) => {
  const trace = made(
    span('1', undefined, 'experiment'),
    ...call('2', '1', 'StartTraining', 50),
    span('3', '2s', 'training attempt', { service: 'parallax-training-worker', start: 50, end: 100 }),
  );
  const [head, ...rows] = lines(toText(trace, { width: 72 }));
  t.regex(head ?? '', new RegExp(`^trace ${traceId}: 4 spans of 3 services, 100 ms from `));
  t.deepEqual(rows, [
    '  experiment · cli                       100 ms ████████████████████████',
    '    StartTraining · cli → training        50 ms ████████████',
    '      training attempt · training-wor…    50 ms             ████████████',
  ]);
});

test('an epoch says its number, and where its time went', (t) => {
  const attributes = {
    'parallax.epoch': 3,
    'parallax.stage.forward_backward.seconds': 61.2,
    'parallax.stage.get.seconds': 0.5,
    'parallax.stage.get.bytes': 12_600_000,
    'parallax.stage.get.count': 4,
  };
  const [, row, note] = lines(toText(made(span('1', undefined, 'epoch', { attributes }))));
  t.regex(row ?? '', /^ {2}epoch 3 · cli/);
  t.is(note, '    forward backward 61 s · get 500 ms (13 MB)');
});

test('the bar of an epoch is light where only its views were read', (t) => {
  const trace = made(span('1', undefined, 'epoch'), span('2', '1', 'steps', { start: 50, end: 100 }));
  const [, epoch, steps] = lines(toText(trace, { width: 40 }));
  t.regex(epoch ?? '', / ░{8}█{9}$/);
  t.regex(steps ?? '', / {9}█{9}$/);
});

test('of many that are alike the first and the last are shown, and all of those that failed', (t) => {
  const epochs = Array.from({ length: 100 }, (_, index) =>
    span(`e${index}`, '1', 'epoch', {
      start: index,
      end: index + 1,
      attributes: { 'parallax.epoch': index + 1 },
      ...(index === 49 && { error: 'the loss is NaN' }),
    }),
  );
  const trace = made(span('1', undefined, 'training attempt'), ...epochs);
  const names = lines(toText(trace)).map((line) => line.trim().split(/ {2,}/)[0]);
  t.deepEqual(names.slice(1), [
    'training attempt · cli',
    'epoch 1',
    'epoch 2',
    'epoch 3',
    '⋮ 95 more: epoch, 1 ms each',
    'epoch 50',
    'the loss is NaN',
    'epoch 100',
  ]);
  t.is(lines(toText(trace, { all: true })).length, 103);
});

test('what belongs to the job is marked, whatever lost its parent is told, and links lead elsewhere', (t) => {
  const links = [{ traceId: 'b'.repeat(32), spanId: '9' }];
  const trace = made(
    span('1', undefined, 'experiment'),
    span('2', '1', 'probe attempt', { attributes: { 'parallax.job.id': 'probe-1' } }),
    span('3', '2', 'kNN: raw pixels', { links }),
    span('4', 'gone', 'shard', { attributes: { 'parallax.shard': 1 } }),
  );
  const [, ...rows] = lines(toText(trace, { job: 'probe-1' }));
  t.regex(rows[0] ?? '', /^ {2}experiment/);
  t.regex(rows[1] ?? '', /^▎ {3}probe attempt {2}/);
  t.regex(rows[2] ?? '', /^▎ {5}kNN: raw pixels ⇢ bbbbbbbb/);
  t.regex(rows[3] ?? '', /^ {2}shard 1 · cli \(its parent has not been sent\)/);
});

test('colours are for terminals: by service, and red for what failed', (t) => {
  const trace = made(span('1', undefined, 'experiment', { error: 'it is broken' }));
  t.false(toText(trace).includes('\x1b'));
  t.true(toText(trace, { colours: true }).includes('\x1b[91mit is broken\x1b[0m'));
});
