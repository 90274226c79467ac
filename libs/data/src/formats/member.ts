import type { Encoded, Refused } from '../item.js';

/** A file in an archive, or what stands there for one. */
export interface Member {
  /** Its path in the archive, with slashes and without `.` and empty parts; as it was written where that leaves the archive. */
  name: string;
  /** Whether its path stays in the archive. */
  isInside: boolean;
  /** Its bytes, or why they are none. Only before the next member is asked for. */
  content(): Promise<Encoded | Refused>;
}

/** A member's path, as `Member` has it. */
export function memberPath(written: string): Pick<Member, 'name' | 'isInside'> {
  const isAbsolute = /^([\\/]|[a-z]:[\\/])/i.test(written);
  if (isAbsolute || written.split(/[\\/]/).includes('..')) return { name: written, isInside: false };
  const parts = written.split('/').filter((part) => part !== '' && part !== '.');
  return { name: parts.join('/'), isInside: true };
}

/** The refusal of a member whose path leaves the archive. */
export const outside: Refused = { kind: 'refused', why: 'a path out of its archive' };

/** How many bytes an archive of that size may unpack to: hardly a picture is smaller packed than a thousandth. */
function mostUnpacked(size: number): number {
  return 1_000 * size + 1024 ** 3;
}

/** @throws Error where `unpacked` bytes are too many for an archive of `size` bytes */
export function checkUnpacked(size: number, unpacked: number): void {
  if (unpacked > mostUnpacked(size)) throw new Error(`its ${size} bytes unpack to more than ${mostUnpacked(size)}`);
}
