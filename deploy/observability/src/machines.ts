import { type DashboardBuilder, RowBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { catalogue, semconv } from '@parallax/telemetry';
import { legend } from './legend.js';
import { graph, stack } from './panels.js';
import { by, INSTANCE, rate, SERVICE, series } from './promql.js';

const { runtime, views } = catalogue;
const { ATTR_HW_ID, ATTR_HW_NAME, ATTR_JOB_KIND, ATTR_PROCESS } = semconv;

export function processes(dashboard: DashboardBuilder): void {
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

export function stores(dashboard: DashboardBuilder): void {
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
export function gpus(dashboard: DashboardBuilder): void {
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
