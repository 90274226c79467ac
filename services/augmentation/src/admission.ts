import { Semaphore, UNBOUNDED } from '@parallax/rpc';
import { costOf } from '@parallax/views';
import type { CheckedGroup } from './augment-request.js';

const MIB = 1024 * 1024;

/** How much work is taken on at once, by estimate: seconds of each thread. So what is taken on ends long before usual deadlines. */
const SECONDS_A_THREAD = 8;

/** How long a call waits to be taken on, in milliseconds: with its way here and back its client has an answer within a second. */
const PATIENCE = 250;

/** What it takes to encode and to put what was rendered. Seconds a byte. */
const ENCODE_AND_PUT = 15e-9;

/** Views that are to be made. */
export interface ViewsWork {
  groups: readonly CheckedGroup[];
  /** How many images each of them is of, and their size. */
  images: number;
  height: number;
  width: number;
  /** That they take at most while they are made. */
  bytes: number;
}

/**
 * What one server has under way at once. Beside the views' memory stand the process itself, the shards of datasets (183 MiB of
 * CIFAR-10; `PARALLAX_IMAGES_BYTES`) and what the garbage collector has not taken yet.
 */
export class Admission {
  /** Seconds of one processor, by estimate, of all that has been taken on. */
  readonly #work: Semaphore;
  /** Bytes: of views from when they are begun to when they are in the object store, of contact sheets to their PNG. */
  readonly #memory = new Semaphore(512 * MIB, '512 MiB of views at once', UNBOUNDED);
  /** Calls whose views are rendered: while one's last pieces are, the threads begin with the next, and a short one is soon done. */
  readonly #renderings = new Semaphore(4, '4 renderings at once', UNBOUNDED);

  /** @param threads that render */
  constructor(threads: number) {
    const seconds = SECONDS_A_THREAD * threads;
    this.#work = new Semaphore(seconds, `${seconds} s of rendering at once, by estimate`, { patience: PATIENCE });
  }

  /**
   * Makes views once there is room for them.
   *
   * @param render what renders them; it has a turn of its own
   * @param use what is done with them while they are in memory
   * @throws OVERLOADED within a quarter of a second where the server is at as much as it takes on
   */
  make<Rendered, Made>(
    { groups, images, height, width, bytes }: ViewsWork,
    render: () => Promise<Rendered>,
    use: (rendered: Rendered) => Promise<Made>,
    signal: AbortSignal,
  ): Promise<Made> {
    const inTurn = async () => use(await this.#renderings.run(1, render, signal));
    const inMemory = () => this.#memory.run(bytes, inTurn, signal);
    const perImage = groups.reduce((sum, { recipe, views }) => sum + views * costOf(recipe, height, width), 0);
    const seconds = images * perImage + ENCODE_AND_PUT * bytes;
    return this.#work.run(seconds, inMemory, signal);
  }
}
