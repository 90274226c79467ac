export { continueTraining, type ResolvedContinuation, resolveContinuation } from './continuation.js';
export { datasetLabel, isDatasetGiven, isDatasetName, resolveDatasetRef } from './dataset-ref.js';
export { type ResolvedEmbedding, resolveEmbedding, shardOf } from './embedding.js';
export { checkEmbeddingBlob, embeddingMemory } from './embedding-memory.js';
export { checkEncoderRef, checkJobId } from './encoder-ref.js';
export { checkMemory, totalMemory, workerMemory } from './memory.js';
export { checkStart, networkOf, resolveNetwork } from './network.js';
export { type Preset, presets } from './presets.js';
export {
  embeddingsOfSplit,
  firstSeed,
  type ResolvedEmbeddings,
  type ResolvedProbe,
  type ResolvedViewsInput,
  resolveProbe,
  type SplitName,
} from './probe.js';
export { DIAGNOSED_IMAGES, type Probed, probeMemory } from './probe-memory.js';
export { imageViewBytes, shardBytes, viewsPerShard } from './recipe.js';
export { checkSelection, goesByDiagnostics, type Measure, onlineMeasures } from './selection.js';
export { inShardOrder, MOST_IMPORT_SHARDS, rangeOf, resolveShard } from './shard.js';
export {
  checkBatches,
  type ResolvedTraining,
  resolveTraining,
  widthOf,
} from './training.js';
export { checkTrainingMemory, trainingMemory } from './training-memory.js';
export { groupsOf, viewsOf } from './views.js';
