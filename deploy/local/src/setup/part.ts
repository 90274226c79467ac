export const partNames = [
  'tensorflow',
  'tensorflow-gpu',
  'binding',
  'cifar10',
  'nats-server',
  'grpcurl',
  'object-store',
  'jaeger',
  'prometheus',
] as const;

export type PartName = (typeof partNames)[number];

/** How far a part has come: bytes where a download can tell them, seconds of the usual `total` where a compiler can't. */
export interface Progress<Name extends string = PartName> {
  part: Name;
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
export interface Part<Name extends string = PartName> {
  name: Name;
  /**
   * Its folder in the cache. The name says what it is pinned to, and the folder appears whole and verified or not at
   * all: its presence is the proof of its content.
   */
  folder: string;
  /** What its users want of the folder, where that is one file. */
  file?: string;
  /** The variable by which a machine that has it already says where. */
  variable?: 'PARALLAX_TENSORFLOW' | 'PARALLAX_NATS_SERVER' | 'PARALLAX_MINIO' | 'PARALLAX_PROMETHEUS';
  /** What this machine lacks for making it: a clause each, with the remedy. */
  lacks(env: NodeJS.ProcessEnv): string[];
  /** Fills an empty folder and verifies what lies in it; moving it to its place is the caller's. */
  make(folder: string, workshop: Workshop): Promise<void>;
}

/** Reports each second how long a work takes, beside what it usually takes on 2 cores, where nothing else tells. */
export async function ticking<T>(
  report: Workshop['report'],
  note: string,
  usualSeconds: number,
  work: () => Promise<T>,
): Promise<T> {
  const start = Date.now();
  const tick = () => {
    const done = Math.round((Date.now() - start) / 1000);
    report({ note, done, total: usualSeconds, unit: 'seconds' });
  };
  tick();
  const timer = setInterval(tick, 1000);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
