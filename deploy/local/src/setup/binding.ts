import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { cp, mkdir, rename, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { digestOf } from '../cache.js';
import { findTool } from '../tools.js';
import { type Part, ticking } from './part.js';
import { run } from './run.js';
import { runtimeFolder, TENSORFLOW_VERSION } from './tensorflow.js';

/** Resolved as libs/tensors does, the one room that imports it. */
const require = createRequire(import.meta.resolve('@parallax/tensors'));

/** Where npm put the package that the binding belongs to. Not there beside a server, where nothing computes on tensors. */
export function packageFolder(): string {
  return dirname(require.resolve('@tensorflow/tfjs-node-gpu/package.json'));
}

/** The newest Node-API that tfjs 4.22 knows. Being an ABI, it serves every Node from 12.22 on with one build. */
const NODE_API = 'napi-v8';

/** Where tfjs looks for its binding, and where the binding's run path finds TensorFlow, both below `packageFolder()`. */
export const addon = join('lib', NODE_API, 'tfjs_binding.node');
export const libraries = join('deps', 'lib');

const USUAL_SECONDS = 10;

/** tfjs's native addon, built from the package's source against TensorFlow 2.21, and known by the digest of that source. */
export const binding: Part = {
  name: 'binding',
  get folder() {
    return `tfjs-binding-${NODE_API}-tensorflow-${TENSORFLOW_VERSION}-${digestOf(...sourceFiles())}`;
  },
  file: 'tfjs_binding.node',
  lacks: (env) => {
    const lacking = ['python3', 'make', 'g++'].filter((tool) => !findTool(tool, env));
    return lacking.map((tool) => `${tool} is missing: install it (Debian: apt-get install python3 make g++)`);
  },
  async make(folder, { cache, scratch, env, signal, report }) {
    const source = join(scratch, 'binding');
    for (const name of sources) await cp(join(packageFolder(), name), join(source, name), { recursive: true });
    const runtime = join(runtimeFolder(cache, env), 'tensorflow');
    await mkdir(join(source, libraries), { recursive: true });
    await symlink(join(runtime, 'include'), join(source, 'deps', 'include'));
    await symlink(join(runtime, 'libtensorflow_cc.so.2'), join(source, libraries, 'libtensorflow.so'));
    await symlink(join(runtime, 'libtensorflow_framework.so.2'), join(source, libraries, 'libtensorflow_framework.so'));
    const builder = require.resolve('@mapbox/node-pre-gyp/bin/node-pre-gyp');
    const note = "compiling TensorFlow's binding";
    await ticking(report, note, USUAL_SECONDS, () =>
      run(process.execPath, [builder, 'install', '--build-from-source', ...headers()], {
        note,
        cwd: source,
        env: { ...env, ...nodeGyp(env) },
        signal,
      }),
    );
    await rename(join(source, addon), join(folder, 'tfjs_binding.node'));
  },
};

const sources = ['package.json', 'binding.gyp', 'binding'];

/** node-gyp downloads Node's headers, unless it is told that they stand beside the running Node. */
function headers(): string[] {
  const prefix = dirname(dirname(process.execPath));
  return existsSync(join(prefix, 'include', 'node', 'node_api.h')) ? [`--nodedir=${prefix}`] : [];
}

/** npm brings node-gyp, but node-pre-gyp finds it only when npm itself runs us, or lies beside the running Node. */
function nodeGyp(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const npm = findTool('npm', env);
  const path = npm && join(dirname(realpathSync(npm)), '..', 'node_modules', 'node-gyp', 'bin', 'node-gyp.js');
  return path && existsSync(path) ? { npm_config_node_gyp: path } : {};
}

function sourceFiles(): string[] {
  const folder = join(packageFolder(), 'binding');
  const names = readdirSync(folder).sort();
  return [join(packageFolder(), 'binding.gyp'), ...names.map((name) => join(folder, name))];
}
