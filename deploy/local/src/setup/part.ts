export const partNames = [
  'tensorflow',
  'tensorflow-gpu',
  'binding',
  'nats-server',
  'object-store',
  'grpcurl',
  'cifar10',
] as const;

export type PartName = (typeof partNames)[number];

/** How far a part has come: bytes where a download can tell them, seconds of about `total` where a compiler can't. */
export interface Progress {
  part: PartName;
  note: string;
  done?: number;
  total?: number;
  unit?: 'bytes' | 'seconds';
}

/** What a part is made with. */
export interface Workshop {
  cache: string;
  /** A folder of this set-up alone, removed at its end; on the cache's file system, so that a rename moves out of it. */
  scratch: string;
  env: NodeJS.ProcessEnv;
  signal: AbortSignal | undefined;
  report(progress: Omit<Progress, 'part'>): void;
}

/** One thing that set-up provides: what it is pinned to, how to tell that it is there, and how to make it. */
export interface Part {
  name: PartName;
  /**
   * Its folder in the cache. The name says what it is pinned to, and the folder appears whole or not at all, so that its
   * presence is the proof of its content.
   */
  folder: string;
  /** Where the machine has it already (a variable names it), so that nothing is made. */
  external?(env: NodeJS.ProcessEnv): string | undefined;
  /** What this machine lacks for making it: one sentence each, with the remedy. */
  lacks(env: NodeJS.ProcessEnv): string[];
  /** Fills an empty folder, verifies what lies in it, and leaves the moving to its place to the caller. */
  make(folder: string, workshop: Workshop): Promise<void>;
}
