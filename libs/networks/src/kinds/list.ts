import { conv } from './conv.js';
import { resnet18 } from './resnet18.js';
import { resnet34 } from './resnet34.js';
import { resnet50 } from './resnet50.js';
import { vitBase } from './vit-base.js';
import { vitSmall } from './vit-small.js';
import { vitTiny } from './vit-tiny.js';

/** All networks, by the names of their messages in the contract's `Network`. */
export const networks = { conv, resnet18, resnet34, resnet50, vitTiny, vitSmall, vitBase } as const;

export type Networks = typeof networks;
