import { constant } from './constant.js';
import { cosine } from './cosine.js';
import { linear } from './linear.js';

/** All schedules, by the names of their messages in the contract's `Schedule`. */
export const schedules = { constant, linear, cosine } as const;

export type Schedules = typeof schedules;
