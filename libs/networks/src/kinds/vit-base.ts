import { vit } from './vit.js';

export const vitBase = vit('base', 768, 12);
