import { messageFromJson, messageToJson, type TrainingSpec } from '@parallax/contract';
import { ParallaxError } from '@parallax/errors';
import test from 'ava';
import { invalid } from '../support/errors.js';

const spec = 'parallax.v1.TrainingSpec';

test('zero can be told from unset', (t) => {
  t.is(messageFromJson<TrainingSpec>(spec, { batch: 0 }).batch, 0);
  t.is(messageFromJson<TrainingSpec>(spec, {}).batch, undefined);
});

test('a message comes back from its JSON as it was', (t) => {
  const json = {
    batch: 64,
    recipe: { name: 'mine', operations: [{ cutout: { length: 16 } }] },
    startFrom: { training: 'training-1' },
  };
  t.deepEqual(messageToJson(spec, messageFromJson(spec, json)), json);
});

test('64-bit integers are strings in JSON, times are RFC 3339', (t) => {
  const status = { revision: 7, createTime: { seconds: 1_700_000_000, nanos: 0 }, state: 'JOB_STATE_RUNNING' };
  t.deepEqual(messageToJson('parallax.v1.JobStatus', status), {
    revision: '7',
    createTime: '2023-11-14T22:13:20Z',
    state: 'JOB_STATE_RUNNING',
  });
});

for (const [json, field, value] of [
  [{ bach: 3 }, 'bach', '3'],
  [{ objective: { ntXent: { temprature: 0.1 } } }, 'objective.ntXent.temprature', '0.1'],
  [{ batch: 'many' }, 'batch', '"many"'],
  [{ batch: 1.5 }, 'batch', '1.5'],
  [{ optimiser: { adam: { learningRate: 'fast' } } }, 'optimiser.adam.learningRate', '"fast"'],
  [{ seed: -1 }, 'seed', '-1'],
  [{ recipe: { operations: [{ cutout: { len: 3 } }] } }, 'recipe.operations.0.cutout.len', '3'],
  [{ network: { initialisation: 'TRIANGLE' } }, 'network.initialisation', '"TRIANGLE"'],
] as const) {
  test(`${JSON.stringify(json)} is refused, naming ${field}`, (t) => {
    const error = t.throws(() => messageFromJson(spec, json as never), { instanceOf: ParallaxError });
    t.is(error.reason, 'INVALID_FIELD');
    t.deepEqual(error.metadata, { field, value });
  });
}

test('a list where an object should be is refused', (t) => {
  const error = t.throws(() => messageFromJson(spec, [1]), { instanceOf: ParallaxError });
  t.like(error, invalid('TrainingSpec', '[1]'));
});
