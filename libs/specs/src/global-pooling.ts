import type { Architecture } from '@parallax/architecture';
import type { GlobalPooling } from '@parallax/contract';

const names = { none: 'GLOBAL_POOLING_NONE', average: 'GLOBAL_POOLING_AVERAGE' } as const;

/** The contract's name of a network's global pooling. */
export function poolingName(pooling: Architecture['globalPooling']): (typeof names)[keyof typeof names] {
  return names[pooling];
}

/** The global pooling of that name; undefined where it is unset. */
export function poolingOf(name: GlobalPooling | undefined): Architecture['globalPooling'] | undefined {
  if (name === names.average) return 'average';
  return name === names.none ? 'none' : undefined;
}
