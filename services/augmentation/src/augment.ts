import { trace } from '@opentelemetry/api';
import { type BlobRef, type BlobStore, encodeSafetensors } from '@parallax/blobs';
import type { AugmentRequest, AugmentResponseInput } from '@parallax/contract';
import type { EventLog } from '@parallax/nats';
import type { Call } from '@parallax/rpc';
import { datasetLabel } from '@parallax/specs';
import { instrument, type Logger, catalogue as metrics, recordSpan, semconv, withSpan } from '@parallax/telemetry';
import { type ViewPool, viewSize } from '@parallax/views';
import type { Admission } from './admission.js';
import { type CheckedRequest, checkAugment, findDataset, indicesOf, viewsKey } from './augment-request.js';
import type { Catalogue } from './catalogue.js';
import { withUrl } from './dataset-calls.js';
import type { ImageCache } from './image-cache.js';
import { SingleFlight } from './single-flight.js';
import { findStoredViews } from './stored-views.js';

export interface AugmentParts {
  catalogue: Catalogue;
  images: ImageCache;
  store: BlobStore;
  events: EventLog;
  pool: ViewPool;
  admission: Admission;
  logger: Logger;
}

/** Views that have just been made. */
interface Made {
  blob: BlobRef;
  renderSeconds: number;
  storeSeconds: number;
}

const renderDuration = instrument(metrics.views.renderDuration);
const storeDuration = instrument(metrics.views.storeDuration);
const rendered = instrument(metrics.views.rendered);
const reused = instrument(metrics.views.reused);
const stored = instrument(metrics.views.stored);

/** Answers with views that are in the store already, or makes them; the same request at the same time makes them once. */
export function augment(parts: AugmentParts) {
  const { catalogue, store, events, logger } = parts;
  const making = new SingleFlight<Made>();
  return async (asked: AugmentRequest, { signal }: Call): Promise<AugmentResponseInput> => {
    const request = checkAugment(asked, await findDataset(catalogue, asked.dataset, signal));
    const key = viewsKey(request);
    const there = await findStoredViews(store, key, signal);
    if (there) {
      reused((request.end - request.start) * request.views);
      trace.getActiveSpan()?.setAttribute(semconv.ATTR_REUSED, true);
      return { blob: await withUrl(there, store), reused: true, renderSeconds: 0, storeSeconds: 0 };
    }
    const made = await making.run(
      key,
      async (shared) => {
        const views = await make(parts, key, request, shared);
        void tell(events, logger, views.blob, request);
        return views;
      },
      signal,
    );
    return { ...made, blob: await withUrl(made.blob, store), reused: false };
  };
}

/** @throws OVERLOADED where the server is at as much as it takes on */
async function make(
  { images, store, pool, admission }: AugmentParts,
  key: string,
  request: CheckedRequest,
  signal: AbortSignal,
): Promise<Made> {
  const { dataset, split, recipe, views, seed, epoch, bytes } = request;
  const { height, width } = dataset;
  const indices = indicesOf(request);
  const startTime = new Date();
  const render = async () => {
    if (Date.now() > startTime.getTime()) recordSpan('thread wait', { startTime });
    const taken = await images.take(split, height * width * 3, indices, signal);
    const asked = { images: taken, height, width, recipe, views, seed, epoch, indices };
    return timed('render views', request, () => pool.render(asked, signal));
  };
  const put = (data: Uint8Array<ArrayBuffer>) => {
    const size = viewSize(recipe, height, width);
    const shape = [indices.length, views, size.height, size.width, 3];
    const encoded = encodeSafetensors({
      views: { dtype: 'U8', shape, data },
      indices: { dtype: 'I32', shape: [indices.length], data: indices },
    });
    return timed('store views', request, () => store.put(key, encoded, { signal }));
  };
  // The images that they are made of lie in memory, and they themselves twice: as they were rendered, and as they are put.
  return admission.make(
    { recipe, height, width, views: indices.length * views, bytes: 2 * bytes + indices.length * height * width * 3 },
    render,
    async ([data, renderSeconds]) => {
      const [blob, storeSeconds] = await put(data);
      renderDuration(renderSeconds);
      storeDuration(storeSeconds);
      rendered(indices.length * views);
      stored(blob.size);
      return { blob, renderSeconds, storeSeconds };
    },
    signal,
  );
}

async function timed<T>(name: string, request: CheckedRequest, run: () => Promise<T>): Promise<[T, number]> {
  const { dataset, recipe, views, start, end } = request;
  const attributes = {
    [semconv.ATTR_DATASET]: datasetLabel(dataset),
    [semconv.ATTR_RECIPE]: recipe.name,
    [semconv.ATTR_VIEWS]: (end - start) * views,
  };
  const began = performance.now();
  const result = await withSpan(name, { attributes }, run);
  return [result, (performance.now() - began) / 1000];
}

/** Tells of the shard; nobody waits for it. Views that are there are an answer, whether or not anybody could be told. */
async function tell(events: EventLog, logger: Logger, blob: BlobRef, request: CheckedRequest): Promise<void> {
  const { dataset, recipe, views, seed, epoch, start, end } = request;
  const data = {
    key: blob.key,
    size: blob.size,
    dataset: datasetLabel(dataset),
    recipe: recipe.name,
    views,
    seed,
    epoch,
    start,
    end,
  };
  try {
    await events.publish({ type: 'views.created', subject: blob.key, data });
  } catch (thrown) {
    logger.warn({ err: thrown, key: blob.key }, 'could not tell of views');
  }
}
