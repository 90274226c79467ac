import { type DashboardBuilder, RowBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { catalogue, semconv } from '@parallax/telemetry';
import { board } from './board.js';
import { legend } from './legend.js';
import { gpus, processes, stores } from './machines.js';
import { bars, graph, type Line } from './panels.js';
import { by, frequency, increase, quantile, quantileOfAll, series } from './promql.js';

const { jobs, rpc } = catalogue;
const { ATTR_ATTEMPT_OUTCOME, ATTR_ERROR_TYPE, ATTR_JOB_ID, ATTR_JOB_KIND, ATTR_JOB_STATE } = semconv;
const { ATTR_RPC_METHOD, ATTR_RPC_RESPONSE_STATUS_CODE } = semconv;

/** The queue, the workers, what fails, and the machines beneath. */
export function fleetBoard(): DashboardBuilder {
  const dashboard = board('fleet', 'Fleet', 'Queue, workers, jobs, calls, errors, machines.');
  for (const add of [queue, ended, calls, processes, stores, gpus]) add(dashboard);
  return dashboard;
}

/** Each replica of a server tells the same of its queue. */
const ofQueue = (metric: catalogue.Metric): Line => ({
  query: by('max', [ATTR_JOB_KIND], series(metric)),
  legend: legend(ATTR_JOB_KIND),
});

function queue(dashboard: DashboardBuilder): void {
  dashboard
    .withRow(new RowBuilder('Queue and workers'))
    .withPanel(graph('Waiting', jobs.depth.about, [ofQueue(jobs.depth)], { min: 0 }))
    .withPanel(graph('Taken', jobs.taken.about, [ofQueue(jobs.taken)], { min: 0 }))
    .withPanel(graph('The oldest waits', jobs.age.about, [ofQueue(jobs.age)], { unit: 's', min: 0 }))
    .withPanel(
      graph(
        'Workers',
        'How many there are, and how many have a job.',
        [
          { query: by('count', [ATTR_JOB_KIND], series(jobs.running)), legend: `${legend(ATTR_JOB_KIND)}: all` },
          { query: by('sum', [ATTR_JOB_KIND], series(jobs.running)), legend: `${legend(ATTR_JOB_KIND)}: busy` },
        ],
        { min: 0 },
      ),
    );
}

function ended(dashboard: DashboardBuilder): void {
  const attributes = [ATTR_JOB_KIND, ATTR_JOB_STATE];
  const grown = (counter: catalogue.Metric, of: string[]): Line[] => [
    { query: `topk(10, ${by('sum', of, increase(counter))})`, legend: legend(...of) },
  ];
  dashboard
    .withRow(new RowBuilder('Jobs'))
    .withPanel(bars('Ended', jobs.ended.about, grown(jobs.ended, attributes)))
    .withPanel(bars('Attempts', jobs.attempts.about, grown(jobs.attempts, [ATTR_JOB_KIND, ATTR_ATTEMPT_OUTCOME])))
    .withPanel(bars('Errors', jobs.errors.about, grown(jobs.errors, [ATTR_JOB_KIND, ATTR_ERROR_TYPE])))
    .withPanel(
      graph(
        'How long they wait, median',
        `Since the processes began: ${jobs.wait.about}`,
        [{ query: quantileOfAll(0.5, jobs.wait, [ATTR_JOB_KIND]), legend: legend(ATTR_JOB_KIND) }],
        { unit: 's', min: 0 },
      ),
    )
    .withPanel(
      graph(
        'How long they take, median',
        `Since the processes began: ${jobs.duration.about}`,
        [{ query: quantileOfAll(0.5, jobs.duration, attributes), legend: legend(...attributes) }],
        { unit: 's', min: 0 },
      ),
    )
    .withPanel(
      bars('Delivered again', jobs.redeliveries.about, grown(jobs.redeliveries, [ATTR_JOB_KIND]), { unit: 'short' }),
    )
    .withPanel(
      graph(
        'Records that can’t be read',
        `None, if all is well: ${jobs.unreadable.about}`,
        [{ query: by('max', [ATTR_JOB_ID], series(jobs.unreadable)), legend: legend(ATTR_JOB_ID) }],
        { min: 0 },
      ),
    );
}

function calls(dashboard: DashboardBuilder): void {
  const failed = { [ATTR_RPC_RESPONSE_STATUS_CODE]: '[A-NP-Z].*' };
  dashboard
    .withRow(new RowBuilder('Calls'))
    .withPanel(
      graph(
        'Calls a second',
        'By method, on all servers.',
        [{ query: by('sum', [ATTR_RPC_METHOD], frequency(rpc.server)), legend: legend(ATTR_RPC_METHOD) }],
        { unit: 'reqps', min: 0 },
      ),
    )
    .withPanel(
      graph(
        'Their duration, 95th percentile',
        'A stream, such as a watch, lasts as long as its job.',
        [{ query: quantile(0.95, rpc.server, [ATTR_RPC_METHOD]), legend: legend(ATTR_RPC_METHOD) }],
        { unit: 's', min: 0 },
      ),
    )
    .withPanel(
      graph(
        'Calls to others, 95th percentile',
        'As the caller sees them.',
        [{ query: quantile(0.95, rpc.client, [ATTR_RPC_METHOD]), legend: legend(ATTR_RPC_METHOD) }],
        { unit: 's', min: 0 },
      ),
    )
    .withPanel(
      graph(
        'Those that fail',
        'By method and status.',
        [
          {
            query: by('sum', [ATTR_RPC_METHOD, ATTR_RPC_RESPONSE_STATUS_CODE], frequency(rpc.server, failed)),
            legend: legend(ATTR_RPC_METHOD, ATTR_RPC_RESPONSE_STATUS_CODE),
          },
        ],
        { unit: 'reqps', min: 0 },
      ),
    );
}
