import { startTelemetry, withSpan } from '@parallax/telemetry';
import test, { type ExecutionContext } from 'ava';
import sharp from 'sharp';
import { ended, type Services, small, startServices } from '../services/support/services.js';
import { type CollectedSpan, startCollector } from './support/collector.js';

// One experiment, and a training after it that asks for the same views, each in a trace of its own, and all spans of all
// processes once these have ended: what has not been sent by then never is.

/** Four shards an epoch, of four steps each; every other shard leaves spans. */
const spec = { ...small, images: 4096, batch: 256, epochs: 2, checkpointSteps: 8 };

let spans: CollectedSpan[];
let first: { trace: string; training: string; probe: string };
let second: { trace: string; training: string };

const idOf = ({ job }: { job?: { id?: string } | null }): string => job?.id as string;

test.before(async (t) => {
  t.timeout(600_000);
  const collector = await startCollector();
  process.env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT = `${collector.endpoint}/v1/traces`;
  process.env.PARALLAX_TRACED_SHARDS = '2';
  const telemetry = startTelemetry('a client');
  let services: Services | undefined;
  try {
    services = await startServices();
    first = await experiment(services);
    second = await againFrom(services);
  } finally {
    await services?.stop();
    await telemetry.stop();
    collector.stop();
  }
  spans = collector.spans;
});

/** A training, twice asked for under one request id, embeddings and a probe. */
async function experiment(services: Services) {
  const { trainings, embeddings, probes } = services;
  return withSpan('experiment', {}, async (span) => {
    const start = () => trainings.startTraining({ spec, requestId: 'one' });
    const training = idOf(await start());
    await start();
    const embed = (split: string) =>
      embeddings.startEmbedding({ spec: { encoder: { training }, split, images: 100 } }).then(idOf);
    const [train, held] = [await embed('train'), await embed('test')];
    const probe = idOf(await probes.startProbe({ spec: { embeddings: { train, test: held }, knn: { k: [5] } } }));
    await ended(services, probe);
    return { trace: span.spanContext().traceId, training, probe };
  });
}

/** The same views for another training, an image embedded by it, and new views for two calls at once. */
async function againFrom(services: Services) {
  return withSpan('again', {}, async (span) => {
    const training = idOf(await services.trainings.startTraining({ spec: { ...spec, epochs: 1 } }));
    await ended(services, training);
    const image = await sharp(Buffer.alloc(3072), { raw: { width: 32, height: 32, channels: 3 } })
      .png()
      .toBuffer();
    await services.embeddings.embed({ encoder: { training }, images: [image] });
    const fresh = {
      split: 'train',
      recipe: { name: 'simclr-cifar' },
      views: 2,
      seed: 7,
      order: 'ORDER_DATASET',
      start: 0,
      end: 500,
    } as const;
    await Promise.all([services.augmentation.augment(fresh), services.augmentation.augment(fresh)]);
    return { trace: span.spanContext().traceId, training };
  });
}

const ofTrace = (trace: string) => spans.filter(({ traceId }) => traceId === trace);
const named = (list: CollectedSpan[], name: string) => list.filter((span) => span.name === name);
const childrenOf = ({ spanId }: CollectedSpan) => spans.filter(({ parentSpanId }) => parentSpanId === spanId);
const namesBelow = (span: CollectedSpan) => childrenOf(span).map(({ name }) => name);
const parentOf = ({ parentSpanId }: CollectedSpan) => spans.find(({ spanId }) => spanId === parentSpanId);
const secondsOf = ({ start, end }: CollectedSpan) => (end - start) / 1000;
const stage = (span: CollectedSpan, name: string, what: 'seconds' | 'count' | 'bytes') =>
  Number(span.attributes[`parallax.stage.${name}.${what}`] ?? 0);

/** The one span that fits. */
function only(t: ExecutionContext, list: CollectedSpan[], name: string): CollectedSpan {
  const fitting = named(list, name);
  t.is(fitting.length, 1, `${name}, of ${list.map((span) => span.name).join(', ')}`);
  return fitting[0] as CollectedSpan;
}

test('an experiment is one tree: one root, and no span without its parent', (t) => {
  for (const { trace } of [first, second]) {
    const tree = ofTrace(trace);
    const lost = tree.filter((span) => span.parentSpanId !== '' && !parentOf(span));
    t.deepEqual(
      lost.map(({ name, service }) => `${name} of ${service}`),
      [],
    );
    t.is(tree.filter(({ parentSpanId }) => parentSpanId === '').length, 1);
    t.is(new Set(tree.map(({ spanId }) => spanId)).size, tree.length);
    t.deepEqual(
      tree.filter(({ failed }) => failed).map(({ name }) => name),
      [],
    );
  }
});

test('each call is followed by what its job has waited for, and the attempt', (t) => {
  const tree = ofTrace(first.trace);
  const jobs = { Training: 1, Embedding: 2, Probe: 1 };
  for (const [kind, count] of Object.entries(jobs)) {
    const attempts = named(tree, `${kind.toLowerCase()} attempt`);
    t.is(attempts.length, count);
    for (const attempt of attempts) {
      const call = parentOf(attempt) as CollectedSpan;
      t.regex(call.name, new RegExp(`^parallax\\.v1\\.${kind}Service/Start${kind}$`));
      t.is(call.kind, 'server');
      const wait = only(t, childrenOf(call), 'queue wait');
      t.is(wait.attributes['parallax.job.id'], attempt.attributes['parallax.job.id']);
      t.true(wait.end <= attempt.start + 5);
      const published = `publish parallax.jobs.${kind.toLowerCase()}.{id}`;
      const [sender] = attempt.links.map(({ spanId }) => spans.find((span) => span.spanId === spanId));
      t.like(sender, { name: published, kind: 'producer', traceId: first.trace });
      if (kind === 'Training') continue;
      const dependency = only(t, childrenOf(call), 'dependency wait');
      t.true(dependency.end <= wait.start + 5);
    }
  }
});

test('an epoch has its shards, sampled, and its steps', (t) => {
  const attempt = only(t, ofTrace(first.trace), 'training attempt');
  t.true(namesBelow(attempt).includes('start'));
  const epochs = named(childrenOf(attempt), 'epoch');
  t.deepEqual(
    epochs.map(({ attributes }) => attributes['parallax.epoch']),
    [1, 2],
  );
  for (const epoch of epochs) {
    t.is(epoch.attributes['parallax.steps'], 16);
    const shards = named(childrenOf(epoch), 'shard');
    // Shards are rendered side by side, so either may end, and be exported, first.
    t.deepEqual(shards.map(({ attributes }) => Number(attributes['parallax.shard'])).sort(), [1, 3]);
    const steps = only(t, childrenOf(epoch), 'steps');
    const checkpoints = named(childrenOf(steps), 'checkpoint');
    t.is(checkpoints.length, 2);
    for (const checkpoint of checkpoints) t.deepEqual(namesBelow(checkpoint), ['S3/PutObject']);
  }
});

test('a shard goes from the worker through the service and its threads into the store, and back', (t) => {
  const shards = named(ofTrace(first.trace), 'shard').filter((shard) => parentOf(shard)?.name === 'epoch');
  for (const shard of shards) {
    const method = 'parallax.v1.AugmentationService/Augment';
    const client = only(t, childrenOf(shard), method);
    t.is(client.kind, 'client');
    const server = only(t, childrenOf(client), method);
    t.like(server, { kind: 'server', service: 'parallax-augmentation' });
    const render = only(t, childrenOf(server), 'render views');
    t.true(Number(render.attributes['parallax.thread.seconds']) > 0);
    t.deepEqual(namesBelow(only(t, childrenOf(server), 'store views')), ['S3/PutObject']);
    const get = only(t, childrenOf(shard), 'S3/GetObject');
    t.like(get.attributes, { 'rpc.system.name': 'aws-api', 'rpc.method': 'S3/GetObject', 'aws.s3.bucket': 'parallax' });
    only(t, childrenOf(shard), 'decode');
  }
});

test('the totals of an epoch count what left no spans too', (t) => {
  for (const epoch of named(ofTrace(first.trace), 'epoch')) {
    for (const name of ['augment', 'get', 'decode', 'render', 'store']) {
      t.is(stage(epoch, name, 'count'), 4, name);
      t.true(stage(epoch, name, 'seconds') > 0, name);
    }
    t.is(stage(epoch, 'get', 'bytes'), stage(epoch, 'store', 'bytes'));
    t.true(stage(epoch, 'get', 'bytes') > 4096 * 2 * 32 * 32 * 3);
    t.is(stage(epoch, 'stall', 'count'), 16);
    t.is(stage(epoch, 'checkpoint', 'count'), 2);
    for (const name of ['augment', 'get', 'decode']) {
      const shards = named(childrenOf(epoch), 'shard');
      const sampled = shards.reduce((sum, shard) => sum + secondsOf(shard), 0);
      t.true(stage(epoch, name, 'seconds') <= 4 * secondsOf(epoch), name);
      t.true(sampled <= 2 * secondsOf(epoch) + 0.01);
    }
  }
});

test('the stages of the steps follow each other, so they fit into them', (t) => {
  for (const steps of named(ofTrace(first.trace), 'steps')) {
    const totals = Object.keys(steps.attributes).filter((key) => /^parallax\.stage\..*\.seconds$/.test(key));
    const seconds = totals.reduce((sum, key) => sum + Number(steps.attributes[key]), 0);
    for (const name of ['upload', 'forward_backward', 'optimiser']) t.is(stage(steps, name, 'count'), 16, name);
    t.is(stage(steps, 'checkpoint', 'count'), 2);
    t.true(seconds <= secondsOf(steps) + 0.005, `${seconds} s of ${secondsOf(steps)} s`);
  }
});

test('what is done within a span lies within its time', (t) => {
  // What others do on behalf of a call that has been answered, and what was waited for, is no part of it.
  const apart = (span: CollectedSpan) =>
    span.kind === 'consumer' || span.kind === 'producer' || / wait$/.test(span.name);
  for (const span of [...ofTrace(first.trace), ...ofTrace(second.trace)]) {
    const parent = parentOf(span);
    if (!parent || apart(span)) continue;
    // Clocks are read to the millisecond.
    t.true(span.start >= parent.start - 5 && span.end <= parent.end + 5, `${span.name} within ${parent.name}`);
  }
});

test('the embedding and the probe have spans of their own', (t) => {
  const tree = ofTrace(first.trace);
  for (const embed of named(tree, 'embed')) {
    t.is(embed.attributes['parallax.images'], 100);
    t.is(stage(embed, 'encode', 'count'), 1);
  }
  const probes = tree.filter(({ attributes }) => attributes['parallax.probe'] === 'knn');
  t.deepEqual(
    probes.map(({ attributes }) => attributes['parallax.representation']),
    ['raw_pixels', 'random_encoder', 'trained_encoder'],
  );
});

test('whoever finds views that are there is linked to the span that put them there, in another trace', (t) => {
  const served = ofTrace(second.trace).filter(({ attributes }) => attributes['parallax.views.reused'] === true);
  t.is(served.length, 2);
  for (const server of served) {
    const [link] = only(t, childrenOf(server), 'S3/HeadObject').links;
    t.is(link?.traceId, first.trace);
    t.is(spans.find(({ spanId }) => spanId === link?.spanId)?.name, 'S3/PutObject');
    t.false(namesBelow(server).includes('render views'));
  }
});

test('a call that joins the rendering of another one is linked to it', (t) => {
  const root = only(t, ofTrace(second.trace), 'again');
  const servers = named(childrenOf(root), 'parallax.v1.AugmentationService/Augment').flatMap(childrenOf);
  t.is(servers.length, 2);
  const maker = servers.find((server) => namesBelow(server).includes('render views'));
  const joiner = servers.find((server) => server !== maker);
  t.false(namesBelow(joiner as CollectedSpan).includes('render views'));
  t.deepEqual(joiner?.links, [{ traceId: second.trace, spanId: maker?.spanId as string }]);
});

test('a call that gets a job which is there is linked to the call that made it', (t) => {
  const calls = named(ofTrace(first.trace), 'parallax.v1.TrainingService/StartTraining');
  const [made, got] = calls.filter(({ kind }) => kind === 'server').sort((a, b) => a.start - b.start);
  t.deepEqual(made?.links, []);
  t.deepEqual(got?.links, [{ traceId: first.trace, spanId: made?.spanId as string }]);
});

test('messages of NATS bear what the conventions want of them', (t) => {
  const id = first.training.replace('training-', '');
  const published = only(t, ofTrace(first.trace), 'publish parallax.jobs.training.{id}');
  t.like(published.attributes, {
    'messaging.system': 'nats',
    'messaging.operation.name': 'publish',
    'messaging.operation.type': 'send',
    'messaging.destination.name': `parallax.jobs.training.${id}`,
    'messaging.destination.template': 'parallax.jobs.training.{id}',
  });
  const moved = only(t, ofTrace(first.trace), 'process parallax.events.training.succeeded');
  t.like(moved.attributes, { 'messaging.operation.type': 'process', 'messaging.system': 'nats' });
  t.is(moved.kind, 'consumer');
  const sender = spans.find(({ spanId }) => spanId === moved.links[0]?.spanId);
  t.is(sender?.name, 'publish parallax.events.training.succeeded');
  t.is(namesBelow(moved).filter((name) => name === 'publish parallax.jobs.embedding.{id}').length, 2);
});

test('a question over NATS goes on in the process that answers it', (t) => {
  const asked = only(t, ofTrace(second.trace), 'request parallax.embed');
  t.is(asked.kind, 'producer');
  t.regex(parentOf(asked)?.name ?? '', /EmbeddingService\/Embed$/);
  const answered = only(t, childrenOf(asked), 'process parallax.embed');
  t.like(answered, { kind: 'consumer', service: 'parallax-embedding-inline' });
  t.deepEqual(namesBelow(answered), ['S3/GetObject']);
});
