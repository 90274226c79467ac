import { vit } from './vit.js';

export const vitSmall = vit('small', 384, 6);
