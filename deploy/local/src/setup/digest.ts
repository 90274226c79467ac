import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** The beginning of the SHA-256 of files, one after the other: names what was made from them. */
export function digestOf(...files: string[]): string {
  const hash = createHash('sha256');
  for (const file of files) hash.update(readFileSync(file));
  return hash.digest('hex').slice(0, 12);
}
