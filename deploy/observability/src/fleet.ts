import { type DashboardBuilder, RowBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { catalogue, semconv } from '@parallax/telemetry';
import { board } from './board.js';
import { legend } from './names.js';
import { bars, graph, type Line, stack } from './panels.js';
import { by, frequency, INSTANCE, increase, quantile, rate, SERVICE, series } from './promql.js';

const { jobs, rpc, runtime, views } = catalogue;
const { ATTR_ATTEMPT_OUTCOME, ATTR_ERROR_TYPE, ATTR_HW_ID, ATTR_HW_NAME, ATTR_JOB_KIND, ATTR_JOB_STATE } = semconv;
const { ATTR_PROCESS, ATTR_RPC_METHOD, ATTR_RPC_RESPONSE_STATUS_CODE } = semconv;

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
    { query: by('sum', of, increase(counter)), legend: legend(...of) },
  ];
  dashboard
    .withRow(new RowBuilder('Jobs'))
    .withPanel(bars('Ended', jobs.ended.about, grown(jobs.ended, attributes)))
    .withPanel(bars('Attempts', jobs.attempts.about, grown(jobs.attempts, [ATTR_JOB_KIND, ATTR_ATTEMPT_OUTCOME])))
    .withPanel(bars('Errors', jobs.errors.about, grown(jobs.errors, [ATTR_JOB_KIND, ATTR_ERROR_TYPE])))
    .withPanel(
      graph(
        'How long they wait, median',
        jobs.wait.about,
        [{ query: quantile(0.5, jobs.wait, [ATTR_JOB_KIND]), legend: legend(ATTR_JOB_KIND) }],
        { unit: 's', min: 0 },
      ),
    )
    .withPanel(
      graph(
        'How long they take, median',
        jobs.duration.about,
        [{ query: quantile(0.5, jobs.duration, attributes), legend: legend(...attributes) }],
        { unit: 's', min: 0 },
      ),
    )
    .withPanel(
      bars('Delivered again', jobs.redeliveries.about, grown(jobs.redeliveries, [ATTR_JOB_KIND]), { unit: 'short' }),
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

function processes(dashboard: DashboardBuilder): void {
  const process = [SERVICE, ATTR_PROCESS];
  const cores = by('sum', process, rate(runtime.cpuTime));
  dashboard
    .withRow(new RowBuilder('Processes'))
    .withPanel(
      graph('Up', 'What Prometheus reaches: 1, or 0.', [{ query: `up{job="parallax"}`, legend: `{{${INSTANCE}}}` }], {
        min: 0,
        max: 1,
      }),
    )
    .withPanel(stack('Cores in use', runtime.cpuTime.about, [{ query: cores, legend: legend(...process) }]))
    .withPanel(
      stack(
        'Memory',
        runtime.memory.about,
        [{ query: by('sum', process, series(runtime.memory)), legend: legend(...process) }],
        { unit: 'bytes' },
      ),
    )
    .withPanel(
      graph(
        'Tensors',
        runtime.tensors.about,
        [{ query: by('sum', [ATTR_JOB_KIND], series(runtime.tensors)), legend: legend(ATTR_JOB_KIND) }],
        { min: 0 },
      ),
    )
    .withPanel(
      graph(
        'Bytes of tensors',
        runtime.tensorBytes.about,
        [{ query: by('sum', [ATTR_JOB_KIND], series(runtime.tensorBytes)), legend: legend(ATTR_JOB_KIND) }],
        { unit: 'bytes', min: 0 },
      ),
    );
}

function stores(dashboard: DashboardBuilder): void {
  dashboard
    .withRow(new RowBuilder('Stores'))
    .withPanel(
      graph(
        'Views kept',
        'In the object store, beside the budget beyond which the oldest go.',
        [
          { query: `max(${series(views.kept)})`, legend: 'kept' },
          { query: `max(${series(views.budget)})`, legend: 'budget' },
        ],
        { unit: 'bytes', min: 0 },
      ),
    )
    .withPanel(
      graph(
        'JetStream',
        runtime.storage.about,
        [
          { query: `max(${series(runtime.storage)})`, legend: 'used' },
          { query: `max(${series(runtime.storageLimit)})`, legend: 'limit' },
        ],
        { unit: 'bytes', min: 0 },
      ),
    );
}

/** Of hardware that was not at hand: what these show has not been seen yet. */
function gpus(dashboard: DashboardBuilder): void {
  const gpu = legend(INSTANCE, ATTR_HW_NAME, ATTR_HW_ID);
  dashboard
    .withRow(new RowBuilder('GPUs'))
    .withPanel(
      graph('Utilisation', runtime.gpuUtilisation.about, [{ query: series(runtime.gpuUtilisation), legend: gpu }], {
        unit: 'percentunit',
        min: 0,
        max: 1,
      }),
    )
    .withPanel(
      graph(
        'Memory',
        runtime.gpuMemory.about,
        [
          { query: series(runtime.gpuMemory), legend: gpu },
          { query: series(runtime.gpuMemoryLimit), legend: `${gpu}: limit` },
        ],
        { unit: 'bytes', min: 0 },
      ),
    );
}
