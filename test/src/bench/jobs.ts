import { createHash } from 'node:crypto';
import { parseArgs } from 'node:util';
import { BlobStore } from '@parallax/blobs';
import { Jobs } from '@parallax/jobs';
import { startStack } from '@parallax/local';
import { connectNats, disconnect, type NatsConnection } from '@parallax/nats';
import { Settings } from '@parallax/settings';
import { resolveTraining } from '@parallax/specs';
import { until } from '../support/until.js';

export const about = 'ms to start, list and end a job beside many that have ended: --ended 0,10000';

/** Each step is taken so often; the median counts. */
const rounds = 15;

export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { ended: { type: 'string', default: '0,10000' } } });
  console.log(
    'ended jobs   start   list 50   list one experiment   end, until a job that waits for it has moved   delete',
  );
  for (const ended of values.ended.split(',').map(Number)) {
    const times = await measure(ended);
    console.log([String(ended).padStart(10), ...times.map((time) => `${time.toFixed(1)} ms`)].join('   '));
  }
}

async function measure(ended: number): Promise<number[]> {
  const stack = await startStack({ services: false });
  const settings = new Settings(stack.env);
  const connection = await connectNats(settings);
  const blobs = await BlobStore.open(settings);
  const stopping = new AbortController();
  try {
    // Makes the streams and the bucket as a server does.
    await Jobs.open(connection, { blobs });
    await putEnded(connection, ended);
    const jobs = await Jobs.open(connection, { blobs });
    const moving = jobs.runDependencies(stopping.signal);
    const times = { start: [], list: [], experiment: [], end: [], remove: [] } as Record<string, number[]>;
    for (let round = 0; round < rounds; round++) {
      const spec = resolveTraining({ seed: round });
      const experimentName = `round-${round}`;
      const [{ job }, start] = await timed(() => jobs.start({ kind: 'training', spec, experiment: experimentName }));
      const { job: waiting } = await jobs.start({ kind: 'training', spec, dependsOn: [job.id] });
      const [, list] = await timed(() => jobs.list({ kind: 'training' }));
      const [, experiment] = await timed(() => jobs.list({ kind: 'training', experiment: experimentName }));
      const [, end] = await timed(async () => {
        await jobs.cancel(job.id);
        for await (const { state } of jobs.watch(waiting.id)) if (state !== 'waiting') return;
      });
      const [, remove] = await timed(() => jobs.delete(waiting.id));
      for (const [name, time] of Object.entries({ start, list, experiment, end, remove })) times[name]?.push(time);
    }
    stopping.abort();
    await moving;
    return Object.values(times).map(median);
  } finally {
    stopping.abort();
    await disconnect(connection);
    await stack.stop();
  }
}

/** Writes records of trainings that have succeeded, each an experiment, as they stand in the bucket. */
async function putEnded(connection: NatsConnection, count: number): Promise<void> {
  const spec = resolveTraining({});
  const layer = (name: string) => ({ name, dtype: 'F32', shape: [512, 256, 3, 3] });
  for (let index = 0; index < count; index++) {
    const digest = createHash('sha256').update(String(index)).digest('hex');
    const blob = { bucket: 'parallax', key: `encoders/${digest}.safetensors`, size: 9e6, sha256: digest };
    const tensors = Array.from({ length: 12 }, (_, layerIndex) => layer(`encoder.${layerIndex}.weight`));
    const record = {
      kind: 'training',
      experiment: `experiment-${digest.slice(0, 16)}`,
      state: 'succeeded',
      spec,
      dependsOn: [],
      attempt: 1,
      lostAttempts: 0,
      worker: 'some-worker/1',
      deviceClass: 'TensorFlow 2.21.0, AVX512F, 2 threads',
      traceparent: `00-${digest.slice(0, 32)}-${digest.slice(32, 48)}-01`,
      links: [],
      cancelRequested: false,
      createTime: new Date(1.7e12 + 1000 * index).toISOString(),
      result: { encoder: { blob: { ...blob, tensors } }, steps: 1000, views: 128_000, losses: Array(100).fill(1.2345) },
    };
    connection.publish(`$KV.parallax_jobs.training.${digest.slice(0, 16)}`, JSON.stringify(record));
    if (index % 500 === 499) await connection.flush();
  }
  // The stream takes them in a moment later than the server.
  const isThere = async () => {
    const answer = await connection.request('$JS.API.STREAM.INFO.KV_parallax_jobs');
    return answer.json<{ state: { messages: number } }>().state.messages >= count;
  };
  await until(`${count} records are in the stream`, isThere, 120);
}

async function timed<T>(work: () => Promise<T>): Promise<[T, number]> {
  const began = performance.now();
  return [await work(), performance.now() - began];
}

function median(times: number[]): number {
  return [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] as number;
}
