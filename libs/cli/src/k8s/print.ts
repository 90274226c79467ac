import { stringify } from 'yaml';
import type { Session } from '../session.js';
import type { JsonObject } from '../spec.js';

/** Prints a manifest for `kubectl create -f -`, below the command that it came from. */
export function printManifest(session: Session, manifest: JsonObject): void {
  const command = ['parallax', ...process.argv.slice(2).map(quoted)].join(' ');
  // As kubectl reads it: YAML 1.1, where `off` would be a boolean.
  const yaml = stringify(manifest, { version: '1.1', lineWidth: 0 });
  session.document(manifest, `# ${command}\n${yaml.trimEnd()}`);
}

function quoted(argument: string): string {
  return /^[\w./:=,@-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", `'\\''`)}'`;
}
