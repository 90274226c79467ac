import { ParallaxError } from '@parallax/errors';
import { isSettingError, Settings, type Variable } from '@parallax/settings';
import test from 'ava';
import { invalid } from '../support/errors.js';

const good: [Variable, string[]][] = [
  ['PARALLAX_LISTEN', ['127.0.0.1:0', '[::1]:50051', '0.0.0.0:65535']],
  [
    'PARALLAX_TRAINING_ADDRESS',
    ['training:50052', 'localhost', 'dns:///training.parallax.svc:50052', '[::1]:1', 'unix:/run/x'],
  ],
  ['PARALLAX_NATS_URL', ['nats://localhost:4222', 'nats://user:p%2Fss%25@nats:4222', 'tls://token@nats']],
  ['PARALLAX_S3_ENDPOINT', ['http://localhost:9000', 'https://s3.example/']],
  ['PARALLAX_TRACES_URL', ['http://localhost:16686', 'https://traces.example/jaeger']],
  ['PARALLAX_THREADS', ['1', '64']],
  ['PARALLAX_VIEWS_HOURS', ['0.5', '24']],
  ['PARALLAX_NATS_REPLICAS', ['1', '5']],
  ['PARALLAX_NATS_SYNC_INTERVAL', ['always', '2m', '1m30s']],
  ['JOB_COMPLETION_INDEX', ['0', '7']],
  ['PARALLAX_LOG_LEVEL', ['trace', 'fatal']],
];

for (const [name, values] of good) {
  test(`${name} may be ${values.join(', ')}`, (t) => {
    for (const value of values) t.notThrows(() => new Settings({ [name]: value }).check());
  });
}

const bad: [Variable, string[]][] = [
  ['PARALLAX_LISTEN', ['nonsense', '127.0.0.1:65536', '127.0.0.1:http', ':50051']],
  ['PARALLAX_METRICS_LISTEN', ['9464']],
  ['PARALLAX_TRAINING_ADDRESS', ['http://training:50052', 'training:99999', 'two words']],
  ['PARALLAX_S3_ENDPOINT', ['localhost:9000', 'http://localhost:9000/bucket', 'ftp://localhost']],
  ['PARALLAX_TRACES_URL', ['jaeger']],
  ['PARALLAX_THREADS', ['0', '-1', '1.5', 'many', ' ', '1e400', '1025']],
  ['PARALLAX_VIEWS_HOURS', ['0', '-1', 'NaN', 'Infinity']],
  // Milliseconds that no timer can wait, and nanoseconds that NATS can't read, are no times.
  ['PARALLAX_JOBS_LEASE', ['0', '0.001', '1e9', 'abc']],
  ['PARALLAX_EVENTS_DAYS', ['0', '1e9']],
  ['PARALLAX_BLOB_MINUTES', ['0.5', '1e9']],
  ['PARALLAX_JOBS_DAYS', ['0', '1e9']],
  ['PARALLAX_NATS_REPLICAS', ['0', '6']],
  ['PARALLAX_NATS_SYNC_INTERVAL', ['never', '2', '2 m']],
  ['JOB_COMPLETION_INDEX', ['-1', 'first']],
  ['PARALLAX_LOG_LEVEL', ['verbose', 'INFO']],
];

for (const [name, values] of bad) {
  test(`${name} may not be ${values.join(', ')}, and the error says what it is`, (t) => {
    for (const value of values) {
      const error = t.throws(() => new Settings({ [name]: value }).check(), { instanceOf: ParallaxError }, value);
      t.true(isSettingError(error));
      t.like(error, { reason: 'INVALID_FIELD', metadata: { field: name, value } });
    }
  });
}

const withSecret: [Variable, string[]][] = [
  [
    'PARALLAX_NATS_URL',
    [
      'nats://user:s3cret/@nats:4222',
      'nats://user:s3cret#@nats:4222',
      'nats://user:s3cret?@nats:4222',
      'nats://user:s3cret%@nats:4222',
      'nats://user:12/s3cret@nats:4222',
      'nats:s3cret@nats',
      'http://user:s3cret@nats:4222',
      's3cret',
    ],
  ],
  ['PARALLAX_S3_ENDPOINT', ['http://user:s3cret@localhost:9000', 'http//user:s3cret@localhost']],
  ['PARALLAX_TRACES_URL', ['http://user:s3cret@localhost']],
];

for (const [name, values] of withSecret) {
  test(`a bad ${name} is refused without what may be a secret in it`, (t) => {
    for (const value of values) {
      const error = t.throws(() => new Settings({ [name]: value }).check(), { instanceOf: ParallaxError }, value);
      t.true(isSettingError(error));
      t.true(error?.message.startsWith(`${name} must be `));
      t.false(`${JSON.stringify(error)} ${error?.stack}`.includes('s3cret'));
    }
  });
}

test('a variable that is empty counts as unset, and one that must be set is named', (t) => {
  const settings = new Settings({ PARALLAX_S3_ACCESS_KEY: '', PARALLAX_BUCKET: '' });
  t.is(settings.given('PARALLAX_BUCKET'), undefined);
  t.is(settings.optional('PARALLAX_BUCKET'), 'parallax');
  const error = t.throws(() => settings.required('PARALLAX_S3_ACCESS_KEY'), { instanceOf: ParallaxError });
  t.true(isSettingError(error));
  t.like(error, invalid('PARALLAX_S3_ACCESS_KEY', ''));
});
