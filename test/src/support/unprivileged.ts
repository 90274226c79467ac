/**
 * What stands before a command that is to be held by the permissions of files, as root is not: without these two capabilities it is
 * the files' owner, and nobody more. Empty where these tests aren't root's.
 */
export const unprivileged: readonly string[] =
  process.getuid?.() === 0 ? ['setpriv', '--bounding-set=-dac_override,-dac_read_search'] : [];
