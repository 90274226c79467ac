import type { TrainingSpec } from '@parallax/contract';
import { groupsOf, resolveTraining, viewsOf } from '@parallax/specs';
import { type Recipe, recipes } from '@parallax/views';
import test from 'ava';
import { refuses } from './support/refuses.js';

const group = (name: string, views?: number) => ({ recipe: { name, operations: [] }, ...(views && { views }) });

test('views by further recipes come beside those of the recipe, as many as the objective compares', (t) => {
  const spec = { objective: { byol: {} }, recipe: { name: 'byol', operations: [] } };
  const training = resolveTraining({ ...spec, views: { more: [group('byol-2')], local: [] } });
  t.is(training.views.count, 1);
  t.deepEqual(training.views.more, [{ recipe: recipes['byol-2'] as Recipe, views: 1 }]);
  t.deepEqual(viewsOf(training), { views: 2, globals: 2 });
  const normalisation = { mean: [0.4, 0.4, 0.4], standardDeviation: [0.2, 0.2, 0.2] };
  const own = { ...spec, recipe: { ...spec.recipe, normalisation } };
  const [more] = resolveTraining({ ...own, views: { more: [group('byol-2')], local: [] } }).views.more;
  t.deepEqual(more?.recipe.normalisation, normalisation);
});

const moco = { objective: { moco: {} } };

const wrongViews: [spec: TrainingSpec, field: string, value: string][] = [
  [{ ...moco, views: { count: 3, more: [], local: [] } }, 'spec.views.count', '3'],
  [{ ...moco, views: { more: [group('byol'), group('byol-2')], local: [] } }, 'spec.views.count', '3'],
  [{ views: { count: 1, more: [], local: [] } }, 'spec.views.count', '1'],
  [{ views: { count: 0, more: [group('byol', 2)], local: [] } }, 'spec.views.count', '0'],
  [{ views: { more: [{}], local: [] } }, 'spec.views.more[0].recipe', ''],
  [{ views: { more: [group('byol', 65)], local: [] } }, 'spec.views.more[0].views', '65'],
  [{ views: { more: [group('dino-local')], local: [] } }, 'spec.views.more[0].recipe', 'one of views of 16×16'],
  [{ views: { more: [], local: [group('dino-local')] } }, 'spec.views.local[0].recipe', 'one of views of 16×16'],
];

for (const [spec, field, value] of wrongViews) {
  test(`${field} = ${value} is refused: ${JSON.stringify(spec.views)}`, (t) => refuses(t, spec, field, value));
}

test('local views are for objectives that have them, and for networks that take their size', (t) => {
  const conv = { channels: [8, 16], globalPooling: 'GLOBAL_POOLING_AVERAGE' as const };
  const network = { conv };
  const local = { views: { more: [], local: [group('dino-local', 4)] } };
  refuses(t, { ...local, network }, 'spec.views.local', '1');
  refuses(t, { ...local, network, objective: { dino: {} }, head: { output: 0 } }, 'spec.head.output', '0');
  const training = resolveTraining({ ...local, network, objective: { dino: {} } });
  t.deepEqual(viewsOf(training), { views: 6, globals: 2 });
  t.deepEqual(
    groupsOf(training).map(({ size, views, isLocal }) => [size, views, isLocal]),
    [
      [32, 2, false],
      [16, 4, true],
    ],
  );
  const whole = { recipe: { name: 'whole', operations: [{ randomHorizontalFlip: {} }] } };
  refuses(
    t,
    { network, objective: { dino: {} }, views: { more: [], local: [whole] } },
    'spec.views.local[0].recipe',
    'whole',
  );
  const odd = { recipe: { name: 'odd', operations: [{ resize: { size: 20 } }] } };
  const given = 'one of views of 20×20';
  refuses(
    t,
    { network, objective: { dino: {} }, views: { more: [], local: [odd] } },
    'spec.views.local[0].recipe',
    given,
  );
});
