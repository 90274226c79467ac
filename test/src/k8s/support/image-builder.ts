import { execFile } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { cp, link, mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { root } from './image-context.js';

const execute = promisify(execFile);

/** The stand-in, as buildah knows it. */
const BASE = 'localhost/node-base';

/** Authorities of this machine, for networks that have one of their own. */
const CERTIFICATES = '/etc/ssl/certs/ca-certificates.crt';

/** buildah, in a storage of its own below `scratch`. */
export class Builder {
  readonly #scratch: string;
  readonly #signal: AbortSignal;

  constructor(scratch: string, signal: AbortSignal) {
    this.#scratch = scratch;
    this.#signal = signal;
  }

  /**
   * What stands in for the base image where no registry can be asked: Debian 12 by debootstrap, with the running Node laid
   * out as in Node's own image.
   *
   * @param archive where its root is kept
   */
  async makeBase(archive: string): Promise<string> {
    if (!existsSync(archive)) await this.#makeRoot(archive);
    const context = join(this.#scratch, 'base');
    await mkdir(context, { recursive: true });
    await link(archive, join(context, 'root.tar'));
    const dockerfile = `FROM scratch\nADD root.tar /\nENV NODE_EXTRA_CA_CERTS=${CERTIFICATES}\n`;
    await writeFile(join(context, 'Dockerfile'), dockerfile);
    await this.#buildah(['buildah', 'build', '--tag', BASE, context]);
    return BASE;
  }

  /** Builds a target of deploy/docker/Dockerfile. @param volumes `HOST:PLACE:ro`, seen by its RUN steps */
  async build(target: string, base: string, volumes: readonly string[]): Promise<void> {
    const options = volumes.flatMap((volume) => ['--volume', volume]);
    const script = join(root, 'deploy/docker/build.sh');
    await this.#buildah([script, target, '--layers', '--network', 'host', ...options], { NODE_IMAGE: base });
  }

  /** Writes an image as an OCI archive. */
  async save(target: string, path: string, name: string): Promise<void> {
    await this.#buildah(['buildah', 'push', `localhost/parallax/${target}:0.1.0`, `oci-archive:${path}:${name}`]);
  }

  async #makeRoot(archive: string): Promise<void> {
    const folder = join(this.#scratch, 'root');
    const include = 'ca-certificates,libstdc++6';
    await this.#run('debootstrap', ['--variant=minbase', `--include=${include}`, 'bookworm', folder]);
    const npm = dirname(dirname(realpathSync(join(dirname(process.execPath), 'npm'))));
    const local = join(folder, 'usr/local');
    await cp(process.execPath, join(local, 'bin/node'));
    await cp(npm, join(local, 'lib/node_modules/npm'), { recursive: true });
    await symlink('../lib/node_modules/npm/bin/npm-cli.js', join(local, 'bin/npm'));
    const headers = join(dirname(dirname(process.execPath)), 'include/node');
    if (existsSync(headers)) await cp(headers, join(local, 'include/node'), { recursive: true });
    await cp(CERTIFICATES, join(folder, CERTIFICATES));
    for (const cache of ['var/cache/apt', 'var/lib/apt/lists']) await rm(join(folder, cache), { recursive: true });
    await mkdir(join(folder, 'var/cache/apt/archives/partial'), { recursive: true });
    await mkdir(join(folder, 'var/lib/apt/lists/partial'), { recursive: true });
    const aside = join(this.#scratch, 'root.tar');
    await this.#run('tar', ['--create', '--file', aside, '--directory', folder, '.']);
    await rename(aside, archive);
  }

  /** In a mount namespace of its own, so that what its storage driver mounts is gone with it; and all of it with us. */
  async #buildah(command: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<void> {
    const storage = join(this.#scratch, 'storage.conf');
    const line = (name: string, value: string) => `${name} = ${JSON.stringify(value)}\n`;
    const places = line('graphroot', join(this.#scratch, 'storage')) + line('runroot', join(this.#scratch, 'run'));
    await writeFile(storage, `[storage]\n${line('driver', 'overlay')}${places}`);
    const namespace = ['unshare', '--mount', '--fork', '--kill-child', ...command];
    await this.#run('setpriv', ['--pdeathsig', 'KILL', '--', ...namespace], {
      ...env,
      ENGINE: 'buildah',
      BUILDAH_ISOLATION: 'chroot',
      CONTAINERS_STORAGE_CONF: storage,
      TMPDIR: this.#scratch,
    });
  }

  async #run(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<void> {
    const options = { env: { ...process.env, ...env }, signal: this.#signal, maxBuffer: 2 ** 28 };
    await execute(command, [...args], options);
  }
}
