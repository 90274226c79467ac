import type { StartEmbeddingRequest } from '@parallax/contract';
import type { StartContext } from '@parallax/jobs';
import type { WithAugmentation } from '@parallax/reader';
import { Settings } from '@parallax/settings';
import { resolveEmbeddingRequest } from './start.js';

/** In an Indexed Job, whose pods have one spec, each takes the shard of its index. */
export function resolveIndexedRequest(request: StartEmbeddingRequest, context: StartContext & WithAugmentation) {
  const { spec } = request;
  const index = new Settings().optional('JOB_COMPLETION_INDEX');
  if (!spec?.shard || spec.shard.index !== undefined || index === undefined)
    return resolveEmbeddingRequest(request, context);
  const shard = { ...spec.shard, index: Number(index) };
  return resolveEmbeddingRequest({ ...request, spec: { ...spec, shard } }, context);
}
