import { Semaphore } from '@parallax/rpc';

const MIB = 1024 * 1024;

/**
 * What one server has under way at once. Beside the memory stand the process itself, the images of the datasets (183 MiB of
 * CIFAR-10) and what the garbage collector has not taken yet: all together are within the 2 GiB of the manifest.
 */
export class Admission {
  /** Bytes: of views from when they are begun to when they are in the object store, of contact sheets to their PNG. */
  readonly memory = new Semaphore(512 * MIB, '512 MiB of views at once');
  /** Calls whose views are rendered: while one's last pieces are, the threads begin with the next, and a short one is soon done. */
  readonly renderings = new Semaphore(4, '4 renderings at once');
}
