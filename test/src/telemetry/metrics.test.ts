import { catalogue, handedOver, instrument, isMeasuring, type Measures, startTelemetry } from '@parallax/telemetry';
import test, { type ExecutionContext } from 'ava';
import { invalid } from '../support/errors.js';

/** Telemetry with an endpoint for Prometheus, and what it answers. */
async function endpoint(t: ExecutionContext, metricsAddress = '127.0.0.1:0') {
  const telemetry = startTelemetry('parallax-test', { metricsAddress });
  t.teardown(() => telemetry.stop());
  const url = (await telemetry.listen()) as string;
  const scrape = async () => (await (await fetch(url)).text()).split('\n');
  return { telemetry, url, scrape };
}

test.serial(
  'Prometheus names bear their unit, as the specification has it and a collector would write them',
  async (t) => {
    const { scrape } = await endpoint(t);
    instrument(catalogue.stages.time)(2, { 'parallax.job.kind': 'training', 'parallax.stage': 'get' });
    instrument(catalogue.training.viewThroughput)(850);
    instrument(catalogue.training.knnAccuracy)(0.5);
    instrument(catalogue.training.loss)(Number.NaN);
    instrument(catalogue.views.stored)(7);
    instrument(catalogue.jobs.duration)(90);
    const lines = await scrape();
    for (const line of [
      'parallax_stage_time_seconds_total{parallax_job_kind="training",parallax_stage="get"} 2',
      'parallax_training_view_throughput_per_second 850',
      'parallax_training_knn_accuracy_ratio 0.5',
      'parallax_training_loss NaN',
      'parallax_views_stored_bytes_total 7',
      'parallax_job_duration_seconds_bucket{le="60"} 0',
      'parallax_job_duration_seconds_bucket{le="300"} 1',
    ]) {
      t.true(lines.includes(line), line);
    }
    t.true(lines.some((line) => line.startsWith('target_info{') && line.includes('service_name="parallax-test"')));
    t.true(lines.some((line) => /^process_memory_usage_bytes\{parallax_process="main"\} \d+$/.test(line)));
  },
);

test.serial('the endpoint answers at /metrics alone, and ends with telemetry', async (t) => {
  const { telemetry, url } = await endpoint(t);
  t.is((await fetch(url.replace('/metrics', '/'))).status, 404);
  await telemetry.stop();
  const error = await t.throwsAsync(fetch(url));
  t.like(error?.cause, { code: 'ECONNREFUSED' });
});

test.serial('an address that is none, or taken, is refused', async (t) => {
  const error = t.throws(() => startTelemetry('parallax-test', { metricsAddress: 'nowhere' }));
  t.like(error, invalid('PARALLAX_METRICS_LISTEN', 'nowhere'));
  const { url } = await endpoint(t);
  const second = startTelemetry('parallax-test', { metricsAddress: new URL(url).host });
  t.teardown(() => second.stop());
  await t.throwsAsync(second.listen(), { message: /^can't listen on 127\.0\.0\.1:/ });
});

test.serial('measures that are handed over keep sums, last values and each value of a histogram', async (t) => {
  const sent: Measures[] = [];
  const telemetry = startTelemetry('parallax-test', { onMeasures: async (measures) => void sent.push(...measures) });
  const { training, rpc } = catalogue;
  for (const value of [1, 2]) {
    instrument(training.views)(value);
    instrument(training.loss)(value);
    instrument(rpc.client)(value, { 'rpc.method': 'a' });
  }
  await telemetry.stop();
  const values = Object.fromEntries(sent.map(({ metric, values }) => [metric, values]));
  t.like(values, { [training.views.name]: [3], [training.loss.name]: [2], [rpc.client.name]: [1, 2] });
  const taken = [...handedOver(sent)].filter(({ metric }) => metric === rpc.client);
  t.deepEqual(
    taken.map(({ values, attributes }) => [values, attributes]),
    [[[1, 2], { 'rpc.method': 'a' }]],
  );
  t.deepEqual([...handedOver([{ metric: 'of.another.version', attributes: {}, values: [1] }])], []);
});

test.serial('what JSON has no number for is handed over all the same', async (t) => {
  const sent: Measures[] = [];
  const telemetry = startTelemetry('parallax-test', { onMeasures: async (measures) => void sent.push(...measures) });
  const { gradientNorm, loss } = catalogue.training;
  instrument(gradientNorm)(Number.POSITIVE_INFINITY);
  instrument(loss)(Number.NaN);
  await telemetry.stop();
  const taken = [...handedOver(JSON.parse(JSON.stringify(sent)))];
  const valuesOf = (wanted: catalogue.Metric) => taken.find(({ metric }) => metric === wanted)?.values;
  t.deepEqual([valuesOf(gradientNorm), valuesOf(loss)], [[Number.POSITIVE_INFINITY], [Number.NaN]]);
});

test.serial('nothing is measured where nobody is to read it', async (t) => {
  const telemetry = startTelemetry('parallax-test');
  t.teardown(() => telemetry.stop());
  t.false(isMeasuring());
});

test.serial('nothing is measured where OpenTelemetry is switched off', async (t) => {
  process.env.OTEL_SDK_DISABLED = 'true';
  t.teardown(() => delete process.env.OTEL_SDK_DISABLED);
  const telemetry = startTelemetry('parallax-test', { metricsAddress: '127.0.0.1:0' });
  t.is(await telemetry.listen(), undefined);
  t.false(isMeasuring());
  await telemetry.stop();
});
