import { join } from 'node:path';
import test from 'ava';
import { evict } from './support/evict.js';
import { kubectl, type Resource, until } from './support/kubectl.js';
import { Namespace } from './support/namespace.js';
import { k8s } from './support/overlay.js';
import { container, podSpec } from './support/stand-in.js';

/** A Job of pods that do as the arguments say. */
function job(name: string, args: readonly string[], spec: object = {}, pod: object = {}): object {
  const template = { spec: { restartPolicy: 'Never', ...podSpec(args), ...pod } };
  return { apiVersion: 'batch/v1', kind: 'Job', metadata: { name }, spec: { ...spec, template } };
}

/** That of Parallax's Jobs: 64 and 70 never get better, 75 and a lost node are nobody's fault. */
let podFailurePolicy: object;

test.before(async () => {
  const training = ['create', '--dry-run=client', '--output=json', `--filename=${join(k8s, 'jobs/training.yaml')}`];
  podFailurePolicy = JSON.parse(await kubectl(training)).spec.podFailurePolicy;
});

function condition({ status }: Resource, type: string): { reason: string; message: string } | undefined {
  return (status.conditions ?? []).find(
    (each: { type: string; status: string }) => each.type === type && each.status === 'True',
  );
}

async function failure(namespace: Namespace, name: string): Promise<{ reason: string; message: string }> {
  const failed = await namespace.until('job', name, 120, (resource) => condition(resource, 'Failed') !== undefined);
  return condition(failed, 'Failed') as { reason: string; message: string };
}

async function success(namespace: Namespace, name: string): Promise<Resource> {
  return namespace.until('job', name, 120, (resource) => condition(resource, 'Complete') !== undefined);
}

/** A Job whose first pod ends with `code`, and the next with 0. */
async function failOnce(namespace: Namespace, name: string, code: number, backoffLimit: number): Promise<Resource> {
  const claim = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
  const mounted = { volumeMounts: [{ name: 'state', mountPath: '/state' }] };
  await namespace.apply(
    { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'state' }, spec: claim },
    job(
      name,
      [],
      { backoffLimit, podFailurePolicy },
      {
        containers: [container(['exit-once', '/state/tried', String(code)], mounted)],
        volumes: [{ name: 'state', persistentVolumeClaim: { claimName: 'state' } }],
      },
    ),
  );
  return success(namespace, name);
}

test.serial('a Job whose pod fails is tried again, and done when a later pod succeeds', async (t) => {
  const { status } = await failOnce(await Namespace.create(t, 'retried'), 'retried', 1, 3);
  t.is(status.failed, 1);
  t.is(status.succeeded, 1);
});

test.serial('a pod that was interrupted is replaced without counting against backoffLimit', async (t) => {
  const namespace = await Namespace.create(t, 'interrupted');
  t.is((await failOnce(namespace, 'interrupted', 75, 0)).status.succeeded, 1);
  t.is((await namespace.list('pods', 'batch.kubernetes.io/job-name=interrupted')).length, 2);
});

test.serial('a Job that keeps failing is given up after backoffLimit retries', async (t) => {
  const namespace = await Namespace.create(t, 'given-up');
  await namespace.apply(job('given-up', ['exit', '1'], { backoffLimit: 1, podFailurePolicy }));
  t.is((await failure(namespace, 'given-up')).reason, 'BackoffLimitExceeded');
  const pods = await namespace.list('pods', 'batch.kubernetes.io/job-name=given-up');
  t.is(pods.length, 2);
});

test.serial('exit code 64 fails a Job at once, whatever retries it has left', async (t) => {
  const namespace = await Namespace.create(t, 'bad-spec');
  await namespace.apply(job('bad-spec', ['exit', '64'], { backoffLimit: 6, podFailurePolicy }));
  const { reason, message } = await failure(namespace, 'bad-spec');
  t.is(reason, 'PodFailurePolicy');
  t.regex(message, /exit code 64/);
  const pods = await namespace.list('pods', 'batch.kubernetes.io/job-name=bad-spec');
  t.is(pods.length, 1);
});

test.serial('an evicted pod is replaced without counting against backoffLimit', async (t) => {
  const namespace = await Namespace.create(t, 'evicted');
  await namespace.apply(job('evicted', ['sleep', '8'], { backoffLimit: 0, podFailurePolicy }));
  const first = await until('a running pod', 60, async () => {
    const [pod] = await namespace.list('pods', 'batch.kubernetes.io/job-name=evicted');
    return pod?.status.phase === 'Running' && pod;
  });
  await evict(namespace.name, first.metadata.name);
  const { status } = await success(namespace, 'evicted');
  t.is(status.succeeded, 1);
});

test.serial('an indexed Job gives each pod its index, and names the one that failed for good', async (t) => {
  const namespace = await Namespace.create(t, 'indexed');
  const rules = [{ action: 'FailIndex', onExitCodes: { operator: 'In', values: [64] } }];
  await namespace.apply(
    job('indexed', ['exit-index', '2', '64'], {
      completionMode: 'Indexed',
      completions: 4,
      parallelism: 2,
      backoffLimitPerIndex: 1,
      podFailurePolicy: { rules },
    }),
  );
  t.is((await failure(namespace, 'indexed')).reason, 'FailedIndexes');
  const { status } = await namespace.get('job', 'indexed');
  t.is(status.completedIndexes, '0,1,3');
  t.is(status.failedIndexes, '2');
  const logs = await namespace.kubectl(['logs', '--selector=batch.kubernetes.io/job-completion-index=3']);
  t.is(logs, 'index 3\n');
});

test.serial('a Job that runs past its deadline is ended', async (t) => {
  const namespace = await Namespace.create(t, 'deadline');
  await namespace.apply(job('late', ['sleep', '600'], { activeDeadlineSeconds: 3 }));
  t.is((await failure(namespace, 'late')).reason, 'DeadlineExceeded');
  await until('no pod left', 60, async () => (await namespace.list('pods')).length === 0);
  t.pass();
});

test.serial('a Job that is done goes after its time to live, with its pods', async (t) => {
  const namespace = await Namespace.create(t, 'ttl');
  await namespace.apply(job('short', ['exit', '0'], { ttlSecondsAfterFinished: 2 }));
  await success(namespace, 'short');
  await until('the job to go', 60, async () => (await namespace.list('jobs')).length === 0);
  await until('its pods to go', 60, async () => (await namespace.list('pods')).length === 0);
  t.pass();
});

test.serial('a suspended Job has no pods until it is resumed', async (t) => {
  const namespace = await Namespace.create(t, 'suspended');
  await namespace.apply(job('waiting', ['exit', '0'], { suspend: true }));
  await namespace.until('job', 'waiting', 30, (resource) => condition(resource, 'Suspended') !== undefined);
  t.deepEqual(await namespace.list('pods'), []);
  await namespace.kubectl(['patch', 'job', 'waiting', '--patch={"spec":{"suspend":false}}']);
  await success(namespace, 'waiting');
});
