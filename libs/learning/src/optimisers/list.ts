import { adam } from './adam.js';
import { adamw } from './adamw.js';
import { lars } from './lars.js';
import { muon } from './muon.js';
import { sgd } from './sgd.js';

/** All optimisers, by the names of their messages in the contract's `Optimiser`. */
export const optimisers = { adam, adamw, sgd, lars, muon } as const;

export type Optimisers = typeof optimisers;
