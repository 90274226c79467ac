/** What the pinned wheels are made for, and the one platform that set-up was tried on. */
const KNOWN = 'linux x64 with glibc';

/** Says so, with the remedy, where this machine is another. */
export function unknownPlatform(): string[] {
  const { glibcVersionRuntime } = (process.report.getReport() as { header: { glibcVersionRuntime?: string } }).header;
  const here = `${process.platform} ${process.arch}${glibcVersionRuntime ? ' with glibc' : ''}`;
  if (here === KNOWN) return [];
  return [`it has been tried on ${KNOWN} only and this is ${here}: use such a machine, a virtual one, or a container`];
}
