import type { Job } from '@parallax/contract';
import test from 'ava';
import { parallax } from '../cli/parallax.js';
import { until } from '../support/until.js';
import { type Services, small, startServices } from './support/services.js';

let services: Services;

test.before(async (t) => {
  t.timeout(600_000);
  services = await startServices({ services: ['augmentation-server', 'training-server', 'training-worker'] });
});

test.after.always(() => services?.stop());

/** The server that answers for trainings, until it is another one. */
function serverPid(): number | undefined {
  return services.stack.processes.find(({ name }) => name === 'training-server')?.pid;
}

const epoch = (job: Job) => job.status?.progress?.epoch ?? 0;

/** The training, as soon as a server tells that it has come to an epoch. */
function reaching(id: string, wanted: number): Promise<Job> {
  const look = async () => {
    const job = await services.jobs.getJob({ id }).then(
      (answer) => answer.job as Job,
      () => undefined,
    );
    return job && epoch(job) >= wanted && job;
  };
  return until(`${id} has come to epoch ${wanted}`, look, 300);
}

test('a watch lives through restarts of the server, in good order or not, and misses nothing that still is', async (t) => {
  t.timeout(600_000);
  const { job } = await services.trainings.startTraining({ spec: { ...small, images: 1000, epochs: 48 } });
  const id = job?.id as string;
  const watching = parallax(['watch', id, '--json'], { env: services.stack.env });
  const restarts: number[] = [];
  for (const [reached, signal] of [
    [4, 'SIGTERM'],
    [30, 'SIGKILL'],
  ] as const) {
    const { status } = await reaching(id, reached);
    restarts.push(status?.revision ?? 0);
    process.kill(serverPid() as number, signal);
  }
  const { code, stdout, stderr } = await watching;
  t.is(code, 0, stderr);
  const seen = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).job as { status: { revision: string; state: string; attempt: number } });
  const revisions = seen.map(({ status }) => Number(status.revision));
  t.deepEqual(
    revisions,
    [...new Set(revisions)].sort((a, b) => a - b),
  );
  const [first, second] = restarts as [number, number];
  t.true(
    revisions.some((revision) => revision > first && revision < second),
    'it went on between the two',
  );
  const end = (await services.jobs.getJob({ id })).job;
  t.like(seen.at(-1)?.status, { state: 'JOB_STATE_SUCCEEDED', revision: String(end?.status?.revision), attempt: 1 });
});
