import {
  type DashboardBuilder,
  DatasourceVariableBuilder,
  RowBuilder,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as TableBuilder } from '@grafana/grafana-foundation-sdk/table';
import { catalogue, semconv } from '@parallax/telemetry';
import { board, choice } from './board.js';
import { legend } from './legend.js';
import { bars, graph, jaeger, type Line, type Look, numbers, traceSearch } from './panels.js';
import { last, rate, series } from './promql.js';

const { evaluation, jobs, training } = catalogue;
const { ATTR_EXPERIMENT, ATTR_JOB_ID, ATTR_PROBE, ATTR_REPRESENTATION } = semconv;

const chosen = { [ATTR_EXPERIMENT]: '$experiment' };
const named = legend(ATTR_EXPERIMENT, ATTR_JOB_ID);

/** One experiment or several: does it learn, does it collapse, what has it learned. */
export function experimentBoard(): DashboardBuilder {
  return board('experiment', 'Experiment', 'Learning curves, signs of collapse, probes, and the trace.')
    .withVariable(new DatasourceVariableBuilder('jaeger').label('Jaeger').type('jaeger'))
    .withVariable(choice('experiment', 'Experiment', ATTR_EXPERIMENT, series(training.step)))
    .withRow(new RowBuilder('Learning'))
    .withPanel(
      graph('Loss', 'Beside ln(2N−1), which NT-Xent is when all views look alike; 2N are the views of a step.', [
        gauge(training.loss),
        { query: uninformedLoss, legend: 'ln(2N−1)' },
      ]),
    )
    .withPanel(curve('Learning rate', training.learningRate))
    .withPanel(curve('Gradient norm', training.gradientNorm, { min: 0 }))
    .withPanel(curve('Views a second', training.viewThroughput, { min: 0 }))
    .withPanel(curve('Images a second', training.imageThroughput, { min: 0 }))
    .withPanel(curve('Epoch', training.epoch, { min: 0 }))
    .withPanel(curve('Progress', jobs.progress, { unit: 'percentunit', min: 0, max: 1 }))
    .withPanel(numbers('Steps', training.step.about, [{ query: last(training.step, chosen), legend: named }]))
    .withRow(new RowBuilder('Collapse'))
    .withPanel(curve('Contrastive top-1', training.contrastiveTop1, { unit: 'percentunit', min: 0, max: 1 }))
    .withPanel(curve('Feature standard deviation', training.featureStd, { min: 0 }))
    .withPanel(curve('RankMe', training.rankMe, { min: 0 }))
    .withPanel(curve('Uniformity', training.uniformity))
    .withPanel(curve('Alignment', training.alignment, { min: 0 }))
    .withRow(new RowBuilder('What it has learned'))
    .withPanel(curve('Online kNN', training.knnAccuracy, { unit: 'percentunit', min: 0, max: 1 }))
    .withPanel(
      bars(
        'Probes',
        evaluation.accuracy.about,
        [
          {
            query: last(evaluation.accuracy, chosen),
            legend: legend(ATTR_EXPERIMENT, ATTR_REPRESENTATION, ATTR_PROBE),
          },
        ],
        { unit: 'percentunit', max: 1 },
      ),
    )
    .withPanel(
      new TableBuilder()
        .title('Traces')
        .description('Of the experiment that is chosen: open one to see where its time went. Choose one experiment.')
        .datasource(jaeger)
        .withTarget(traceSearch('parallax-training-worker', { [ATTR_EXPERIMENT]: '$experiment' }))
        .span(8)
        .height(8),
    );
}

/** Counters bear no job's id: where trainings with batches of different sizes run at once, this is their mean's. */
const uninformedLoss = `ln(sum(${rate(training.views)}) / sum(${rate(training.steps)}) - 1)`;

function gauge(metric: catalogue.Metric): Line {
  return { query: series(metric, chosen), legend: named };
}

function curve(title: string, metric: catalogue.Metric, look: Look = {}) {
  return graph(title, metric.about, [gauge(metric)], look);
}
