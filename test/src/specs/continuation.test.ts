import type { TrainingSpec } from '@parallax/contract';
import { ParallaxError } from '@parallax/errors';
import { layersUpTo } from '@parallax/networks';
import { continueTraining, resolveContinuation, resolveTraining } from '@parallax/specs';
import test from 'ava';
import { refuses } from './support/refuses.js';

test('encoders are kept by epochs, and by what is measured: a measure that is off is refused, and so are too many', (t) => {
  const keep = { everyEpochs: 10, best: ['ONLINE_MEASURE_KNN', 'ONLINE_MEASURE_KNN'] } as const;
  const training = resolveTraining({ keep: { ...keep, best: [...keep.best] } });
  t.deepEqual(training.keep, { everyEpochs: 10, best: ['ONLINE_MEASURE_KNN'] });
  t.false('keep' in resolveTraining());
  refuses(t, { keep: { best: [] } }, 'spec.keep', '');
  refuses(t, { keep: { everyEpochs: -1, best: [] } }, 'spec.keep.every_epochs', '-1');
  refuses(t, { keep: { best: ['ONLINE_MEASURE_UNSPECIFIED'] } }, 'spec.keep.best', 'ONLINE_MEASURE_UNSPECIFIED');
  refuses(t, { keep: { everyEpochs: 1, best: [] }, epochs: 201 }, 'spec.keep.every_epochs', '1');
  const off = { diagnostics: { everyEpochs: 0 } };
  refuses(t, { keep: { best: ['ONLINE_MEASURE_RANK_ME'] }, ...off }, 'spec.keep.best', 'rank_me');
  const never = { epochs: 2, diagnostics: { everyEpochs: 3 } };
  refuses(t, { stopWhen: { measure: 'ONLINE_MEASURE_KNN', patience: 1 }, ...never }, 'spec.stop_when.measure', 'knn');
  t.notThrows(() => resolveTraining({ keep: { best: ['ONLINE_MEASURE_LOSS'] }, ...off }));
});

test('a training stops by a measure, and by how many epochs', (t) => {
  const stopWhen = { measure: 'ONLINE_MEASURE_LOSS', patience: 5 } as const;
  t.deepEqual(resolveTraining({ stopWhen }).stopWhen, stopWhen);
  refuses(t, { stopWhen: { measure: 'ONLINE_MEASURE_LOSS' } }, 'spec.stop_when.patience', '0');
  refuses(t, { stopWhen: { patience: 5 } }, 'spec.stop_when.measure', 'ONLINE_MEASURE_UNSPECIFIED');
});

test('a training that is continued is asked for by its epochs, in all or more, and by nothing that its steps depend on', (t) => {
  const training = 'training-0123456789abcdef';
  const continued = (spec: TrainingSpec) => resolveContinuation(spec);
  const refused = (spec: TrainingSpec, field: string) => {
    const error = t.throws<ParallaxError>(() => continued(spec), { instanceOf: ParallaxError });
    t.is(error?.metadata.field, field);
  };
  t.is(continued({ epochs: 3 }), undefined);
  const stretched = { training, schedule: 'CONTINUED_SCHEDULE_STRETCHED' } as const;
  t.deepEqual(continued({ continueFrom: { training }, epochs: 3 }), stretched);
  t.deepEqual(continued({ continueFrom: { training, moreEpochs: 3 } }), { ...stretched, moreEpochs: 3 });
  refused({ continueFrom: { training: 'embedding-0123456789abcdef' }, epochs: 3 }, 'spec.continue_from.training');
  refused({ continueFrom: { training } }, 'spec.epochs');
  refused({ continueFrom: { training, moreEpochs: 3 }, epochs: 3 }, 'spec.epochs');
  refused({ continueFrom: { training, moreEpochs: 0 } }, 'spec.continue_from.more_epochs');
  refused({ continueFrom: { training }, epochs: 3, batch: 64 }, 'spec.batch');
  refused({ continueFrom: { training }, epochs: 3, dropLast: false }, 'spec.drop_last');
  refused({ continueFrom: { training }, epochs: 3, startFrom: { training } }, 'spec.start_from');
  refused({ continueFrom: { training }, epochs: 3, schedule: { constant: {} } }, 'spec.schedule');
});

test('a continued training is the one before, but for its length and what goes by it', (t) => {
  const spec = resolveTraining({ epochs: 5, seed: 7, keep: { everyEpochs: 2, best: [] } });
  const from = { training: 'training-0123456789abcdef', schedule: 'CONTINUED_SCHEDULE_HELD' } as const;
  const before = { spec, epochs: 4 };
  const asked = { checkpointSteps: 7, diagnostics: { everyEpochs: 3 } };
  const longer = continueTraining(asked, { ...from, moreEpochs: 2 }, before);
  const { keep: _, ...own } = spec;
  t.deepEqual(longer, {
    ...own,
    ...{ epochs: 6, checkpointSteps: 7, continueFrom: { ...from, moreEpochs: 2 } },
    diagnostics: { ...spec.diagnostics, everyEpochs: 3 },
  });
  const error = t.throws<ParallaxError>(() => continueTraining({ epochs: 4 }, from, before));
  t.like(error, { metadata: { field: 'spec.epochs', value: '4' } });
  t.throws(() => continueTraining({ epochs: 6, checkpointSteps: 0 }, from, before), { message: /checkpoint_steps/ });
  // Of the new epochs alone at most 200 encoders are kept, and no more is measured than of a training of as many.
  const many = continueTraining({ epochs: 1004, keep: { everyEpochs: 5, best: [] } }, from, before);
  t.is(many.diagnostics.everyEpochs, 11);
  const later = { spec, epochs: 850 };
  t.notThrows(() => continueTraining({ epochs: 1050, keep: { everyEpochs: 1, best: [] } }, from, later));
  const stopWhen = { measure: 'ONLINE_MEASURE_KNN', patience: 1 } as const;
  const seldom = { epochs: 6, stopWhen, diagnostics: { everyEpochs: 4 } };
  t.throws(() => continueTraining(seldom, from, before), { message: /not in the epochs from 5 to 6/ });
});

test('layers are frozen by the names of their tensors: one that is not there has those that are named', (t) => {
  const resnet = { resnet18: { stem: 'STEM_CIFAR' } } as const;
  const upTo = (name: string) => layersUpTo(resnet, name, 'spec.freeze');
  t.is(upTo('conv1'), 1);
  t.is(upTo('bn1'), 2);
  t.is(upTo('layer1.0'), 4);
  t.is(upTo('layer1.1'), upTo('layer1'));
  t.true(upTo('layer3') < upTo('layer4.0'));
  // Nothing would be left to be trained.
  for (const name of ['layer4', 'layer9', 'layer1.0.conv1', 'layer', '']) {
    const error = t.throws<ParallaxError>(() => upTo(name), { instanceOf: ParallaxError });
    t.like(error, { reason: 'INVALID_FIELD', metadata: { field: 'spec.freeze' } });
    t.regex(error?.message ?? '', /one of conv1, bn1, layer1, layer1\.0, layer1\.1, layer2.*, layer4\.0:/);
  }
  const conv = { conv: { channels: [4, 8], globalPooling: 'GLOBAL_POOLING_NONE' } } as const;
  t.is(layersUpTo(conv, 'encoder.encoder.0', 'spec.freeze'), 1);
  t.throws(() => layersUpTo(conv, 'encoder.encoder.3', 'spec.freeze'), { message: /one of encoder\.encoder\.0:/ });
  const vit = { vitTiny: { patch: 'PATCH_4' } } as const;
  t.is(layersUpTo(vit, 'patch_embed', 'spec.freeze'), 1);
  t.is(layersUpTo(vit, 'blocks.0', 'spec.freeze'), 3);
  refuses(t, { freeze: 'conv1' }, 'spec.freeze', 'conv1');
  const network = { ...resnet, size: 32, head: { hidden: 8, outputs: 4 } };
  const startFrom = { training: 'training-0123456789abcdef' };
  const frozen = (standardised: boolean) => () =>
    resolveTraining({ startFrom, freeze: 'layer3', network: { weightStandardisation: standardised } }, { network });
  t.is(frozen(false)().freeze, 'layer3');
  t.throws(frozen(true), { message: /freeze is "layer3": .*weight_standardisation/ });
});
