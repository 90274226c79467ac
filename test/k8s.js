// `npm run test:k8s`: a real Kubernetes cluster on this machine, in namespaces of its own, and the tests that run in it.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, setUp, step } from './steps.js';
import { fail, finish, runTests } from './tap.js';

const usage = `usage: npm run test:k8s [-- FILTER…]    brings a cluster up, runs the tests whose path has a filter in it, takes it down
       node test/k8s.js up [TOOL…]     brings a cluster up, and stays until Ctrl-C
                                       tools: keda, keda-crds, kubeconform, kueue, kwok
       node test/k8s.js exec COMMAND…  runs a command in the running cluster, with KUBECONFIG and its tools in PATH

Slow tests (keda, kueue, scale) run only when a filter names them. Wants root, and Debian's containerd, runc,
containernetworking-plugins, iptables, iproute2 and openssl; buildah and debootstrap for the images. etcd, Kubernetes,
CoreDNS and the other tools are compiled once, from Go modules.`;

/**
 * What a test file says that it wants, in a line of its source, `// test:k8s: kwok, images`: tools, the images of Parallax,
 * to run outside of a cluster, or to run only when a filter names it (`slow`).
 */
const wants = (file) => {
  const source = readFileSync(join(root, 'test/src', file), 'utf8');
  return /^\/\/ test:k8s: (.*)$/m.exec(source)?.[1].split(', ') ?? [];
};

const [command, ...args] = process.argv.slice(2);
if (command === '--help') console.log(usage);
else if (command === 'exec') await exec(args);
else if (command === 'up') await up(args);
else await test(process.argv.slice(2));

async function exec(line) {
  const { exec } = await cluster();
  process.exit(await exec(line[0] === '--' ? line.slice(1) : line));
}

async function up(tools) {
  if (!(await prepare(false))) process.exit(1);
  const { env, failed } = await open(await make(tools));
  console.log(`KUBECONFIG=${env.KUBECONFIG}\nnode test/k8s.js exec kubectl get pods --all-namespaces\nCtrl-C ends it`);
  failed.addEventListener('abort', () => {
    console.error(String(failed.reason));
    process.exit(1);
  });
  setInterval(() => {}, 2 ** 30);
}

/** Says what the machine lacks before anything takes long. */
async function prepare(images) {
  if (!(await step('build', ['node_modules/typescript/bin/tsc', '-b']))) return false;
  const { lacks } = await cluster();
  const lacking = lacks(images);
  if (lacking) console.error(lacking);
  return !lacking;
}

async function test(filters) {
  const files = testFiles(filters);
  const images = files.some((file) => wants(file).includes('images'));
  if (files.length === 0) fail(`no test file's path has ${filters.join(' or ')} in it`);
  else if (!(await prepare(images)) || !(await setUp())) fail('stopped before the tests');
  else {
    if (images) await makeImages();
    const isOutside = (file) => wants(file).includes('outside');
    // No test's time is for compiling.
    const programs = files.some((file) => file.startsWith('k8s')) && (await make(toolsOf(files)));
    await runFiles(files.filter(isOutside));
    await runInside(
      files.filter((file) => !isOutside(file)),
      programs,
    );
  }
  finish();
}

/** Inside, nothing can be fetched any more. */
async function makeImages() {
  const start = performance.now();
  console.log('# building the images of Parallax: nothing where they are there, otherwise some minutes');
  const { buildImages } = await import('./dist/k8s/support/images.js');
  await buildImages();
  console.log(`# the images are there after ${Math.round((performance.now() - start) / 1000)} s`);
}

function toolsOf(files) {
  const tools = ['keda', 'keda-crds', 'kubeconform', 'kueue', 'kwok'];
  return tools.filter((tool) => files.some((file) => wants(file).includes(tool)));
}

async function runInside(files, programs) {
  if (files.length === 0) return;
  const ours = await open(programs);
  const { enter } = await cluster();
  await runFiles(files, { enter: (line) => enter(line, ours), failed: ours.failed });
  if (ours.failed.aborted) fail(String(ours.failed.reason));
  await ours.close();
}

/** One at a time: they share the cluster, and its two cores. None is begun in a cluster that has `failed`. */
async function runFiles(files, { enter, failed } = {}) {
  process.chdir(join(root, 'test'));
  for (const file of files) {
    if (failed?.aborted) return;
    const start = performance.now();
    console.log(`# ${file}`);
    await runTests([join('dist', file.replace(/\.ts$/, '.js'))], 1, enter);
    console.log(`# ${file} took ${Math.round((performance.now() - start) / 1000)} s`);
  }
}

async function make(tools) {
  const { makeTools } = await cluster();
  return orEnd((report) => makeTools(tools, report));
}

async function open(programs) {
  const { openCluster } = await cluster();
  return orEnd((report) => openCluster(programs, report));
}

/** What `work` resolves with. Where it fails, nothing else can be done here. */
async function orEnd(work) {
  const start = performance.now();
  try {
    return await work((line) => console.log(`# ${Math.round((performance.now() - start) / 1000)} s: ${line}`));
  } catch (error) {
    console.error(error.message, error.cause ?? '');
    process.exit(1);
  }
}

function cluster() {
  return import('./dist/k8s/cluster/index.js');
}

function testFiles(filters) {
  return ['images', 'k8s']
    .flatMap((room) => readdirSync(join(root, 'test/src', room), { recursive: true }).map((file) => join(room, file)))
    .filter((file) => file.endsWith('.test.ts'))
    .filter((file) =>
      filters.length === 0 ? !wants(file).includes('slow') : filters.some((word) => file.includes(word)),
    )
    .sort();
}
