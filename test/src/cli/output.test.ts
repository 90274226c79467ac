import { setTimeout as delay } from 'node:timers/promises';
import {
  describeJob,
  describeResult,
  explainUnreachable,
  formatBytes,
  formatNumber,
  formatSeconds,
  jobTable,
  Lines,
  table,
} from '@parallax/cli';
import { ParallaxError } from '@parallax/errors';
import test from 'ava';

/** Collects what is written, as a stream would. */
function recording() {
  const lines: string[] = [];
  const stream = { write: (text: string) => lines.push(text.trimEnd()) > 0 } as unknown as NodeJS.WritableStream;
  return { lines, stream };
}

test('columns are aligned, numbers to the right', (t) => {
  const text = table(
    ['name', 'images'],
    [
      ['cifar10', '60,000'],
      ['mine', '12'],
    ],
  );
  t.is(text, 'name     images\ncifar10  60,000\nmine         12');
});

test('a training says what it last measured between epochs, where it did', (t) => {
  const job = (diagnostics: object[]) =>
    ({
      id: 'training-0123456789abcdef',
      trainingResult: { losses: [2, 1], stages: [], kept: [], diagnostics },
    }) as never;
  t.regex(
    describeResult(job([{ epoch: 1 }, { epoch: 2, knnAccuracy: 0.3516, rankMe: 41.27 }])),
    /^online {3}kNN 35\.2 %, RankMe 41\.3 after epoch 2$/m,
  );
  t.notRegex(describeResult(job([])), /online/);
});

test('a list of jobs says why one has failed, and with what warning another has succeeded', (t) => {
  const job = (id: string, state: string, more: object) =>
    ({ id, status: { state: `JOB_STATE_${state}`, dependsOn: [], waitsFor: [] }, ...more }) as never;
  const learned = job('training-1', 'SUCCEEDED', { trainingResult: { warning: '' } });
  t.notRegex(jobTable([learned]), /why/);
  const collapsed = job('training-2', 'SUCCEEDED', { trainingResult: { warning: 'all features are equal' } });
  t.regex(jobTable([learned, collapsed]), /^training-2 +succeeded .*warning: all features are equal$/m);
});

test('of a job’s attempts those are told apart that count against it', (t) => {
  const shown = (status: object) =>
    describeJob({ id: 'x', status: { dependsOn: [], waitsFor: [], ...status }, options: { maxAttempts: 5 } } as never);
  t.regex(shown({ attempt: 6 }), /^attempt +6$/m);
  t.regex(shown({ attempt: 6, lostAttempts: 2 }), /^attempt +6, 2 of 5 lost since the last checkpoint$/m);
});

test('an import says which command lists all that it has left out', (t) => {
  const allLeftOut = { key: 'histories/50e8.safetensors' };
  const lists = { splits: [], classes: [], pieces: [], newClasses: [], leftOut: [] };
  const importResult = { dataset: { name: 'photos', digest: '1a2b' }, ...lists, allLeftOut };
  const text = describeResult({ id: 'import-0123456789abcdef', importResult } as never);
  t.regex(text, /and more: `parallax datasets left-out import-0123456789abcdef` lists all, from histories\/50e8/);
});

test('an import says how many classes are new where its result names but the first', (t) => {
  const lists = { splits: [], classes: [], pieces: [], leftOut: [] };
  const added = { added: 12, newClasses: ['cats', 'dogs'] };
  const told = (more: object) =>
    describeResult({ importResult: { dataset: { digest: '1a2b' }, ...lists, ...added, ...more } } as never);
  t.regex(told({ newClassCount: 1002 }), /had not, and the classes cats, dogs and 1,000 more$/m);
  // As earlier versions stored it.
  t.regex(told({}), /had not, and the classes cats, dogs$/m);
});

test('a training says what it kept, from where it went on, why it ended, and its verdict', (t) => {
  const kept = [
    { epoch: 5, best: 'ONLINE_MEASURE_UNSPECIFIED', encoder: { sha256: 'e5' } },
    { epoch: 7, best: 'ONLINE_MEASURE_KNN', value: 0.4124, encoder: { sha256: 'e7' } },
  ];
  const told = { continued: 'training-1, after 2 epochs', stopped: 'knn has not risen', verdict: 'it came' };
  const result = { losses: [2, 1], stages: [], diagnostics: [], epochs: 9, kept, ...told };
  const lines = describeResult({ trainingSpec: { epochs: 20 }, trainingResult: result } as never).split('\n');
  t.deepEqual(lines.slice(2), [
    'loss     2.0000 in the first epoch, 1.0000 in the last of 9',
    'kept     e5 after epoch 5',
    'kept     e7 after epoch 7, the best knn: 0.412',
    'goes on  from training-1, after 2 epochs',
    'stopped  before epoch 20: knn has not risen',
    'verdict  it came',
  ]);
});

test('names that hold what a terminal obeys, or ends of lines, are shown with it escaped', (t) => {
  const name = 'cat\x1b[2J\nerror';
  t.is(table(['image'], [[name]]), 'image\ncat\\x1b[2J\\x0aerror');
  const { lines, stream } = recording();
  new Lines(stream).say('a\x1b[2Jb\nc\x9b');
  t.deepEqual(lines, ['a\\x1b[2Jb\nc\\x9b']);
  const lists = { splits: [], classes: [], pieces: [], leftOut: [{ name, reason: 'empty' }] };
  const result = { dataset: { digest: '1a2b' }, ...lists, added: 1, newClasses: [name] };
  const text = describeResult({ importResult: result } as never);
  t.regex(text, /^added .* and the class cat\\x1b\[2J\\x0aerror$/m);
  t.regex(text, /^ +cat\\x1b\[2J\\x0aerror: empty$/m);
});

test('seconds, numbers and bytes read as people write them', (t) => {
  t.deepEqual([0.42, 41.2, 59.97, 200, 3729].map(formatSeconds), ['0.4 s', '41 s', '1:00', '3:20', '1:02:09']);
  t.deepEqual([12800, 4.1277, 0.05117].map(formatNumber), ['12,800', '4.13', '0.0512']);
  t.deepEqual([512, 1234, 274_000_871, 999_999].map(formatBytes), ['512 B', '1.23 kB', '274 MB', '1 MB']);
});

test('where the output is no terminal, progress is one line a stage, not one a reading', (t) => {
  const { lines, stream } = recording();
  const progress = new Lines(stream);
  for (let done = 0; done <= 1000; done += 10) {
    progress.update('training', { stage: 'training', done, total: 1000, unit: 'views', rate: 355.2, remaining: 75 });
  }
  progress.update('training', { stage: 'storing' });
  progress.end('training', 'succeeded in 1:20');
  t.deepEqual(lines, [
    'training: training: 0 of 1,000 views · 355/s · 1:15 left',
    'training: storing',
    'training: succeeded in 1:20',
  ]);
});

test('where nobody can tell how far a compiler is, elapsed and usual time stand instead', (t) => {
  const { lines, stream } = recording();
  new Lines(stream).update('object-store', { stage: 'building minio', done: 41, total: 133, unit: 'seconds' });
  t.deepEqual(lines, ['object-store: building minio: 41 s (usually 2:13)']);
});

test('a call that is not answered for a while says for whom it waits', async (t) => {
  const said: string[] = [];
  const say = (text: string) => void said.push(text);
  const client = explainUnreachable({ wait: (ms: number) => delay(ms, 'answer') }, 'the training service', say, 100);
  t.is(await client.wait(0), 'answer');
  t.deepEqual(said, []);
  t.is(await client.wait(400), 'answer');
  t.deepEqual(said, ['the training service has not answered for 0.1 s: still waiting']);
});

test('of a service that answers nobody says that it does not, whomever it cannot reach itself', async (t) => {
  const message = "the object store of the profile hospital can't be read: connect ECONNREFUSED 127.0.0.1:1";
  const foreign = new ParallaxError('UNAVAILABLE', message, { metadata: { bucket: 'archive', profile: 'hospital' } });
  const metadata = { address: '127.0.0.1:5' };
  const silent = new ParallaxError('UNAVAILABLE', "127.0.0.1:5 can't be reached: connect ECONNREFUSED", { metadata });
  const fail = (error: Error) => Promise.reject(error);
  const client = explainUnreachable({ fail }, 'the augmentation service', () => {});
  t.is(await t.throwsAsync(client.fail(foreign)), foreign);
  await t.throwsAsync(client.fail(silent), {
    message: /^the augmentation service does not answer: start the services/,
  });
});
