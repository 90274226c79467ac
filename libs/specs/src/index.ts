export { type ResolvedEmbedding, resolveEmbedding, shardOf } from './embedding.js';
export { checkEncoderRef } from './encoder-ref.js';
export { defaultOptimiser, type ResolvedOptimiser, resolveOptimiser } from './optimiser.js';
export { type Preset, presets } from './presets.js';
export { imageSize, resolveRecipe } from './recipe.js';
export type { ResolvedTraining } from './resolved-training.js';
export { resolveTraining, viewsOf } from './training.js';
