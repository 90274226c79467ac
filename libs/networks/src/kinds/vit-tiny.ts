import { vit } from './vit.js';

export const vitTiny = vit('tiny', 192, 3);
