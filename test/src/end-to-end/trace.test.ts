import { connectNats, disconnect } from '@parallax/nats';
import { startTelemetry, type Telemetry, withSpan } from '@parallax/telemetry';
import test from 'ava';
import { CloudEvent } from 'cloudevents';
import { grpcurl } from '../rpc/support/grpcurl.js';
import { ended, type Services, small, startServices } from '../services/support/services.js';
import { until } from '../support/until.js';
import { type CollectedSpan, startCollector } from './support/collector.js';
import { type StoredMessage, storedEvents } from './support/events.js';

let collector: Awaited<ReturnType<typeof startCollector>>;
let telemetry: Telemetry;
let services: Services;
/** One experiment, from the calls that started it within one span to its end, and its trace. */
let experiment: { trace: string; training: string; train: string; test: string; probe: string };

test.before(async (t) => {
  t.timeout(600_000);
  collector = await startCollector();
  process.env.OTEL_EXPORTER_OTLP_ENDPOINT = collector.endpoint;
  telemetry = startTelemetry('a client');
  services = await startServices();
  experiment = await withSpan('experiment', {}, async (span) => {
    const { trainings, embeddings, probes } = services;
    const training = idOf(await trainings.startTraining({ spec: { ...small, epochs: 4, checkpointSteps: 8 } }));
    const embed = async (split: string) =>
      idOf(await embeddings.startEmbedding({ spec: { encoder: { training }, split, images: 100 } }));
    const [train, held] = [await embed('train'), await embed('test')];
    const spec = { embeddings: { train, test: held }, knn: { k: [10] }, linear: { epochs: 1 } };
    const probe = idOf(await probes.startProbe({ spec }));
    return { trace: span.spanContext().traceId, training, train, test: held, probe };
  });
  await ended(services, experiment.probe);
});

test.after.always(async () => {
  await services?.stop();
  await telemetry?.stop();
  collector?.stop();
});

const idOf = ({ job }: { job?: { id?: string } | null }): string => job?.id as string;

/** Returns when a span that fits has been sent. */
async function collected(what: string, fits: (span: CollectedSpan) => boolean): Promise<void> {
  await until(`${what} is among the spans`, () => collector.spans.some(fits), 100);
}

/** The spans of the experiment's trace, once a job's attempt is among them. */
async function spansWithAttemptOf(id: string): Promise<CollectedSpan[]> {
  await collected(`the attempt of ${id}`, attemptOf(id));
  return collector.spans.filter(({ traceId }) => traceId === experiment.trace);
}

const attemptOf = (id: string) => (span: CollectedSpan) =>
  / attempt$/.test(span.name) && span.attributes['parallax.job.id'] === id;

test('one experiment is one trace, through the four services and their workers', async (t) => {
  t.timeout(300_000);
  const { job } = await services.jobs.getJob({ id: experiment.probe });
  t.is(job?.status?.state, 'JOB_STATE_SUCCEEDED', job?.status?.error?.message);
  t.is(job?.status?.traceId, experiment.trace);
  const servers = ['augmentation', 'training', 'embedding', 'probe'].map((name) => `parallax-${name}`);
  const workers = ['training', 'embedding', 'probe'].map((name) => `parallax-${name}-worker`);
  for (const each of ['a client', ...servers, ...workers]) {
    await collected(`one of ${each}`, ({ service, traceId }) => service === each && traceId === experiment.trace);
  }
  for (const id of [experiment.training, experiment.train, experiment.test, experiment.probe]) {
    const spans = await spansWithAttemptOf(id);
    const attempt = spans.find(attemptOf(id));
    // It hangs below the call that started the job, and what it asks for below it.
    await collected(
      `the call that started ${id}`,
      ({ spanId, name }) => spanId === attempt?.parentSpanId && /^parallax\.v1\.\w+\/Start\w+$/.test(name),
    );
    const below = spans.filter(({ parentSpanId }) => parentSpanId === attempt?.spanId);
    t.true(below.some(({ name }) => name === 'S3/PutObject' || name === 'S3/GetObject'));
  }
  await collected('render views', ({ name, traceId }) => name === 'render views' && traceId === experiment.trace);
});

test('a later call without a trace joins the experiment’s', async (t) => {
  t.timeout(300_000);
  const request = JSON.stringify({ spec: { encoder: { training: experiment.training }, images: 10 } });
  const method = 'parallax.v1.EmbeddingService/StartEmbedding';
  const { stdout } = await grpcurl(['-plaintext', '-d', request], services.stack.addresses.embedding, method);
  const { job } = JSON.parse(stdout) as { job: { id: string; status: { traceId: string } } };
  t.is(job.status.traceId, experiment.trace);
  const spans = await spansWithAttemptOf(job.id);
  // The call itself is a trace of the server's own making, which the attempt refers to.
  const [link] = spans.find(attemptOf(job.id))?.links ?? [];
  await collected(method, ({ traceId, name }) => traceId === link?.traceId && name === method);
});

test('a later call from another trace is linked', async (t) => {
  t.timeout(300_000);
  const { id, other } = await withSpan('another day', {}, async (span) => {
    const spec = { encoder: { training: experiment.training }, images: 20 };
    return { id: idOf(await services.embeddings.startEmbedding({ spec })), other: span.spanContext().traceId };
  });
  const { job } = await services.jobs.getJob({ id });
  t.is(job?.status?.traceId, experiment.trace);
  const spans = await spansWithAttemptOf(id);
  const links = spans.find(attemptOf(id))?.links ?? [];
  t.true(links.length > 0 && links.every(({ traceId }) => traceId === other));
});

test('whatever happens to jobs and views is told as CloudEvents 1.0 in structured JSON, with the trace', async (t) => {
  t.timeout(300_000);
  const connection = await connectNats(services.settings);
  t.teardown(() => disconnect(connection));
  const messages = await storedEvents(connection);
  for (const { headers, subject, body } of messages) {
    t.regex(headers, /content-type: ?application\/cloudevents\+json/i);
    const event = new CloudEvent(JSON.parse(body));
    t.true(event.validate());
    t.is(event.specversion, '1.0');
    t.is(subject, event.type.replace(/^parallax\./, 'parallax.events.'));
    t.is(event.source, `/parallax/${event.type.split('.')[1]}`);
    t.is(event.datacontenttype, 'application/json');
    t.regex(String(event.traceparent), /^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  }
  const identities = messages.map(({ body }) => JSON.parse(body)).map(({ source, id }) => `${source} ${id}`);
  t.is(new Set(identities).size, identities.length);

  const whole = ['progress', 'queued', 'started', 'succeeded'];
  const { training, train, probe } = experiment;
  t.deepEqual(told(messages, training), ['checkpoint', ...whole]);
  t.deepEqual(told(messages, train), whole);
  t.deepEqual(told(messages, probe), whole);
  const views = eventsOf(messages).filter(({ type }) => type === 'parallax.views.created');
  t.true(views.length >= 4);
  // Several are made at a time, and told in the order in which they are done.
  const first = views.find(({ data }) => data.epoch === 0);
  t.like(first?.data, {
    dataset: 'cifar10',
    recipe: 'simclr-cifar',
    views: 2,
    seed: 0,
    epoch: 0,
    start: 0,
    end: 128,
  });
  t.is(first?.data.key, first?.subject);
});

interface Event {
  type: string;
  subject: string;
  traceparent: string;
  data: Record<string, unknown>;
}

/** The experiment's. */
function eventsOf(messages: StoredMessage[]): Event[] {
  const events = messages.map(({ body }) => JSON.parse(body) as Event);
  return events.filter(({ traceparent }) => traceparent.split('-')[1] === experiment.trace);
}

/** What was told of a job, each once; not in order, as server and worker may tell at the same time. */
function told(messages: StoredMessage[], id: string): string[] {
  const types = eventsOf(messages).filter(({ subject }) => subject === id);
  return [...new Set(types.map(({ type }) => type.split('.').at(-1) as string))].sort();
}
