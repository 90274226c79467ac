import { type DashboardBuilder, RowBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { catalogue, semconv } from '@parallax/telemetry';
import { board, choice } from './board.js';
import { legend } from './legend.js';
import { bars, graph, stack } from './panels.js';
import { by, INSTANCE, increase, quantile, rate, series } from './promql.js';

const { evaluation, stages, training, views } = catalogue;
const { ATTR_EXPERIMENT, ATTR_JOB_ID, ATTR_JOB_KIND, ATTR_STAGE } = semconv;

/** Views are read several shards ahead, beside the steps: what that takes is no part of the time that passes. */
const AHEAD = 'augment|render|store|get|decode';

const chosen = { [ATTR_JOB_KIND]: '$kind' };
const parts = [ATTR_JOB_KIND, ATTR_STAGE];
const stage = legend(...parts);

/** Where the time of all jobs goes. */
export function stagesBoard(): DashboardBuilder {
  return board('stages', 'Stages', 'Where each second went, what stalls, how fast each replica is.')
    .withVariable(choice('kind', 'Jobs', ATTR_JOB_KIND, series(stages.time)))
    .withRow(new RowBuilder('Time'))
    .withPanel(
      spent('Where each second goes', 'One after another: what makes a job take as long as it takes.', `!${AHEAD}`),
    )
    .withPanel(
      spent(
        'Ahead',
        'Making and reading views, several shards at a time, beside the steps. It costs where it stalls.',
        AHEAD,
      ),
    )
    .withPanel(
      bars(
        'Where it went',
        'Over the time that is shown.',
        [{ query: `sort_desc(${by('sum', parts, increase(stages.time, chosen))} > 0)`, legend: stage }],
        { unit: 's' },
      ),
    )
    .withPanel(
      graph(
        'Stall',
        training.stall.about,
        [{ query: series(training.stall), legend: legend(ATTR_EXPERIMENT, ATTR_JOB_ID) }],
        { unit: 'percentunit', min: 0, max: 1 },
      ),
    )
    .withPanel(oneCall('A call of a stage, median', 0.5))
    .withPanel(oneCall('A call of a stage, 95th percentile', 0.95))
    .withRow(new RowBuilder('Throughput of each replica'))
    .withPanel(throughput('Views trained on', training.views, 'views a second'))
    .withPanel(throughput('Images trained on', training.images, 'images a second, each once an epoch'))
    .withPanel(throughput('Images embedded', evaluation.embedded, 'images a second'))
    .withPanel(throughput('Views made', views.rendered, 'views a second'))
    .withRow(new RowBuilder('Bytes and views'))
    .withPanel(
      stack(
        'Bytes',
        'That a stage reads or moves, and of views that are put into the object store.',
        [
          { query: `${by('sum', parts, rate(stages.io, chosen))} > 0`, legend: stage },
          { query: `sum(${rate(views.stored)})`, legend: 'augmentation store' },
        ],
        { unit: 'Bps' },
      ),
    )
    .withPanel(
      graph(
        'Views made and found',
        'Those found in the object store cost nothing.',
        [
          { query: `sum(${rate(views.rendered)})`, legend: 'made' },
          { query: `sum(${rate(views.reused)})`, legend: 'found' },
        ],
        { min: 0 },
      ),
    )
    .withPanel(
      graph(
        'A request for views, 95th percentile',
        'One shard.',
        [
          { query: quantile(0.95, views.renderDuration, []), legend: 'rendering' },
          { query: quantile(0.95, views.storeDuration, []), legend: 'storing' },
        ],
        { unit: 's', min: 0 },
      ),
    );
}

/** Seconds in each second, over all replicas. */
function spent(title: string, about: string, which: string) {
  const time = by('sum', parts, rate(stages.time, { ...chosen, [ATTR_STAGE]: which }));
  return stack(title, about, [{ query: `${time} > 0`, legend: stage }], { unit: 's' });
}

function throughput(title: string, counter: catalogue.Metric, about: string) {
  return graph(title, about, [{ query: `sum by (${INSTANCE}) (${rate(counter)})`, legend: legend(INSTANCE) }], {
    min: 0,
  });
}

function oneCall(title: string, q: number) {
  const query = quantile(q, stages.duration, parts, chosen);
  return graph(title, stages.duration.about, [{ query, legend: stage }], { unit: 's', min: 0 });
}
