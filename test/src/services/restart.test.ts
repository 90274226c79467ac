import type { Job } from '@parallax/contract';
import test from 'ava';
import { parallax } from '../cli/parallax.js';
import { type Services, small, startServices } from './support/services.js';

let services: Services;

test.before(async (t) => {
  t.timeout(600_000);
  services = await startServices();
});

test.after.always(() => services?.stop());

/** The server that answers for trainings, until it is another one. */
function serverPid(): number | undefined {
  return services.stack.processes.find(({ name }) => name === 'training-server')?.pid;
}

/** The job, as soon as a server tells that something holds of it. */
async function when(id: string, holds: (job: Job) => boolean): Promise<Job> {
  for (;;) {
    const job = await services.jobs.getJob({ id }).then(
      (answer) => answer.job as Job,
      () => undefined,
    );
    if (job && holds(job)) return job;
  }
}

const epoch = (job: Job) => job.status?.progress?.epoch ?? 0;

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
    const { status } = await when(id, (now) => epoch(now) >= reached);
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
