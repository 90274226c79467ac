/** Anything whose memory a scope can give back. */
export interface Disposable {
  dispose(): void;
}

type Kept = Disposable | undefined | number | string | boolean | readonly Kept[] | { readonly [name: string]: Kept };

let current: Set<Disposable> | undefined;

/** Puts a new tensor into the care of the running scope, where there is one. */
export function adopt(made: Disposable): void {
  current?.add(made);
}

/**
 * Runs `work` and disposes of every tensor that was made in it and is not in what it returns: a tensor, or arrays and
 * records of them. What it returns goes into the care of the scope around it, or of the caller. For synchronous work.
 */
export function scope<Result>(work: () => Result): Result {
  const outer = current;
  const made = new Set<Disposable>();
  current = made;
  try {
    const result = work();
    release(result as Kept, made, outer);
    return result;
  } finally {
    current = outer;
    for (const disposable of made) disposable.dispose();
  }
}

function release(value: Kept, made: Set<Disposable>, outer: Set<Disposable> | undefined): void {
  if (typeof value !== 'object') return;
  if (isDisposable(value)) {
    if (made.delete(value)) outer?.add(value);
    return;
  }
  for (const inner of Array.isArray(value) ? value : Object.values(value)) release(inner, made, outer);
}

function isDisposable(value: object): value is Disposable {
  return 'dispose' in value;
}

/** Runs `make` so that what it makes outlives every scope that is running. */
export function outsideScopes<Result>(make: () => Result): Result {
  const running = current;
  current = undefined;
  try {
    return make();
  } finally {
    current = running;
  }
}
