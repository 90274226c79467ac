// test:k8s: keda-crds, kubeconform
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import anyTest, { type TestFn } from 'ava';
import { kubectl } from './support/kubectl.js';
import { k8s, moveTo, only, overlayIn } from './support/overlay.js';
import { type Pod, podsOf } from './support/pods-of.js';
import { folderOf, run } from './support/run.js';
import { schemaLocation, writeSchemas } from './support/schemas.js';

const test = anyTest as TestFn<{ schemas: string; manifests: Map<string, string> }>;

/** One in which nothing else is. */
const namespace = 'parallax-manifests';
const overlays = ['cpu', 'nvidia', 'nvidia-mig', 'nvidia-shared', 'queue', 'scale-to-zero'];
const jobs = ['embedding-sharded', 'experiment', 'training-gpu', 'training'];

const strictly = ['--dry-run=server', '--validate=strict', '--filename=-'];

/** Dry, for nothing of it shall run. */
const admit = (name: string, manifest: string) =>
  jobs.includes(name)
    ? run('kubectl', ['create', '--output=json', ...strictly], manifest)
    : run('kubectl', ['apply', '--server-side', '--output=json', ...strictly], manifest);

test.before('the manifests, a namespace for them, and the schemas of what the API server knows', async (t) => {
  await kubectl(['apply', '--server-side', '--filename', join(folderOf('keda-crds'), 'keda-crds')]);
  await kubectl(['wait', '--for=condition=Established', 'crd', '--all', '--timeout=60s']);

  const manifests = new Map<string, string>();
  for (const name of overlays) manifests.set(name, await overlayIn(namespace, name));
  for (const name of jobs)
    manifests.set(name, moveTo(namespace, await readFile(join(k8s, 'jobs', `${name}.yaml`), 'utf8')));
  manifests.set('secret', moveTo(namespace, await readFile(join(k8s, 'secret.example.yaml'), 'utf8')));
  // What pods refer to, and what people may do.
  const there = only(manifests.get('cpu') as string, /^kind: (Namespace|ServiceAccount|PriorityClass|Role)$/m);
  await kubectl(['apply', '--server-side', '--filename=-'], there);

  const schemas = await mkdtemp(join(tmpdir(), 'parallax-schemas-'));
  const { paths } = JSON.parse(await kubectl(['get', '--raw=/openapi/v3']));
  for (const { serverRelativeURL } of Object.values<{ serverRelativeURL: string }>(paths)) {
    writeSchemas(JSON.parse(await kubectl(['get', `--raw=${serverRelativeURL}`])), schemas);
  }
  t.context = { schemas, manifests };
});

test.after.always('cleanup', async ({ context }) => {
  await run('kubectl', ['delete', 'namespace', namespace, '--wait=false']);
  if (context.schemas) await rm(context.schemas, { recursive: true });
});

test('no overlay and no Job is left out here', async (t) => {
  t.deepEqual((await readdir(join(k8s, 'overlays'))).sort(), overlays);
  t.deepEqual(
    (await readdir(join(k8s, 'jobs'))).sort(),
    jobs.map((name) => `${name}.yaml`),
  );
});

for (const name of [...overlays, ...jobs, 'secret']) {
  test(`${name} is admitted, strictly, and so are its pods where restricted is enforced`, async (t) => {
    const admitted = await admit(name, t.context.manifests.get(name) as string);
    t.deepEqual([admitted.code, admitted.stderr], [0, '']);
    for (const pod of podsOf(admitted.stdout)) {
      const { code, stderr } = await run('kubectl', ['create', ...strictly], JSON.stringify(pod));
      t.deepEqual([code, stderr], [0, ''], pod.metadata.name);
    }
  });
}

test('components combine: a GPU reaches the Jobs that KEDA and Kueue make, and a volume of pictures who imports', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'parallax-overlay-'));
  t.teardown(() => rm(folder, { recursive: true }));
  const components = ['external', 'nvidia-mig', 'runtime-class', 'scale-to-zero', 'queue', 'pictures'];
  const kustomization = {
    namespace,
    resources: [relative(folder, join(k8s, 'base'))],
    components: components.map((name) => relative(folder, join(k8s, 'components', name))),
  };
  await writeFile(join(folder, 'kustomization.yaml'), JSON.stringify(kustomization));
  const { code, stdout, stderr } = await admit('combined', await kubectl(['kustomize', folder]));
  t.deepEqual([code, stderr], [0, '']);
  const pod = podsOf(stdout).find(({ metadata }) => metadata.name === 'scaledjob-training-worker');
  t.like(pod?.spec, { runtimeClassName: 'nvidia', restartPolicy: 'Never' });
  t.like(pod?.spec.containers[0]?.resources, { limits: { 'nvidia.com/mig-1g.10gb': 1 } });
  for (const name of ['deployment-augmentation', 'deployment-augmentation-worker']) {
    const found = podsOf(stdout).find(({ metadata }) => metadata.name === name) as Pod;
    const { env, volumeMounts } = found.spec.containers[0] as Record<string, { name: string }[]>;
    t.true(
      env?.some((each) => each.name === 'PARALLAX_DATA'),
      name,
    );
    t.like(volumeMounts?.at(-1), { name: 'pictures', readOnly: true }, name);
  }
});

test('kubeconform has no finding, and skips nothing', async (t) => {
  const { schemas, manifests } = t.context;
  const all = [...manifests.values()].join('\n---\n');
  const args = ['-strict', '-summary', '-output=json', '-schema-location', schemaLocation(schemas), '-'];
  const { code, stdout } = await run('kubeconform', args, all);
  const { resources = [], summary } = JSON.parse(stdout);
  t.deepEqual([code, resources], [0, []]);
  t.like(summary, { invalid: 0, errors: 0, skipped: 0 });
  t.is(summary.valid, all.match(/^kind: /gm)?.length);
});

test('what is mistyped is refused, by the API server and by kubeconform', async (t) => {
  const { schemas, manifests } = t.context;
  const mistyped = (manifests.get('cpu') as string).replaceAll('readinessProbe:', 'readynessProbe:');
  t.regex(
    (await admit('cpu', mistyped)).stderr,
    /\.spec\.template\.spec\.containers\[name="server"\]\.readynessProbe: field not declared in schema/,
  );
  const checked = await run('kubeconform', ['-strict', '-schema-location', schemaLocation(schemas), '-'], mistyped);
  t.regex(checked.stdout, /additional properties 'readynessProbe' not allowed/);
});

test('a pod that could be root is refused', async (t) => {
  const { stdout } = await admit('training', t.context.manifests.get('training') as string);
  const [pod] = podsOf(stdout.replaceAll('"runAsNonRoot": true', '"runAsNonRoot": false'));
  const { stderr } = await run('kubectl', ['create', ...strictly], JSON.stringify(pod));
  t.regex(stderr, /forbidden: violates PodSecurity "restricted:latest": runAsNonRoot != true/);
});

test("a Job's pod is what the worker's is, save that it ends", async (t) => {
  const podIn = async (name: string, kind: string, of: string) =>
    podsOf((await admit(name, t.context.manifests.get(name) as string)).stdout).find(
      ({ metadata }) => metadata.name === `${kind}-${of}`.toLowerCase(),
    )?.spec;
  const worker = await podIn('cpu', 'Deployment', 'training-worker');
  const job = await podIn('training', 'Job', 'small');
  for (const part of ['securityContext', 'serviceAccountName', 'automountServiceAccountToken', 'enableServiceLinks']) {
    t.deepEqual(job?.[part], worker?.[part], part);
  }
  for (const part of ['priorityClassName', 'terminationGracePeriodSeconds']) t.is(job?.[part], worker?.[part], part);
  const [ours, theirs] = [job?.containers[0], worker?.containers[0]];
  for (const part of ['name', 'image', 'command', 'envFrom', 'securityContext']) {
    t.deepEqual(ours?.[part], theirs?.[part], part);
  }
});

test('whoever has the Role parallax-jobs may create Jobs and read their logs, and reads no Secret', async (t) => {
  const within = `--namespace=${namespace}`;
  await kubectl(['create', 'rolebinding', 'ann', within, '--role=parallax-jobs', '--user=ann']);
  const may = async (verb: string, what: string) =>
    (await run('kubectl', ['auth', 'can-i', verb, what, within, '--as=ann'])).stdout.trim();
  t.is(await may('create', 'jobs.batch'), 'yes');
  t.is(await may('get', 'pods/log'), 'yes');
  t.is(await may('get', 'secrets'), 'no');
  t.is(await may('create', 'pods'), 'no');
});
