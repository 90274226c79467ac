import { trace } from '@opentelemetry/api';
import { type BlobRef, type BlobStore, encodeSafetensors, type Tensors } from '@parallax/blobs';
import type { AugmentRequest, AugmentResponseInput } from '@parallax/contract';
import type { EventLog } from '@parallax/nats';
import type { Call } from '@parallax/rpc';
import { datasetLabel } from '@parallax/specs';
import { instrument, type Logger, catalogue as metrics, recordSpan, semconv, withSpan } from '@parallax/telemetry';
import { type ViewPool, viewSize } from '@parallax/views';
import type { Admission } from './admission.js';
import { type CheckedRequest, checkAugment, findDataset, indicesOf, viewsKey, viewsOf } from './augment-request.js';
import type { Catalogue } from './catalogue.js';
import { withUrl } from './dataset-calls.js';
import type { StoredSplit } from './dataset-record.js';
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
      reused((request.end - request.start) * viewsOf(request.groups));
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
  const { dataset, split, groups, seed, epoch, bytes } = request;
  const { height, width } = dataset;
  const indices = indicesOf(request);
  const startTime = new Date();
  const render = async () => {
    if (Date.now() > startTime.getTime()) recordSpan('thread wait', { startTime });
    const taken = await images.take(split, height * width * 3, indices, signal);
    const asked = { images: taken, height, width, seed, epoch, indices };
    const all = groups.map(({ recipe, views }, at) => ({
      ...asked,
      recipe,
      views,
      before: viewsOf(groups.slice(0, at)),
    }));
    return timed('render views', request, () => Promise.all(all.map((group) => pool.render(group, signal))));
  };
  const put = async (rendered: Uint8Array<ArrayBuffer>[]) => {
    const encoded = encodeSafetensors({
      ...tensorsOf(request, rendered),
      indices: { dtype: 'I32', shape: [indices.length], data: indices },
      ...(request.labels && { labels: await labelsOf(store, split, indices, signal) }),
    });
    return timed('store views', request, () => store.put(key, encoded, { signal }));
  };
  // The images that they are made of lie in memory, and they themselves twice: as they were rendered, and as they are put.
  return admission.make(
    { groups, images: indices.length, height, width, bytes: 2 * bytes + indices.length * height * width * 3 },
    render,
    async ([data, renderSeconds]) => {
      const [blob, storeSeconds] = await put(data);
      renderDuration(renderSeconds);
      storeDuration(storeSeconds);
      rendered(indices.length * viewsOf(groups));
      stored(blob.size);
      return { blob, renderSeconds, storeSeconds };
    },
    signal,
  );
}

/** The views of each group, by the names that the contract gives them. */
function tensorsOf({ dataset, groups, start, end }: CheckedRequest, rendered: Uint8Array<ArrayBuffer>[]): Tensors {
  const entries = groups.map(({ recipe, views }, at): [string, Tensors[string]] => {
    const size = viewSize(recipe, dataset.height, dataset.width);
    const shape = [end - start, views, size.height, size.width, 3];
    return [at === 0 ? 'views' : `more_views.${at - 1}`, { dtype: 'U8', shape, data: rendered[at] as Uint8Array }];
  });
  return Object.fromEntries(entries);
}

/** The classes of images, by their places in a split that has any. */
async function labelsOf(
  store: BlobStore,
  split: StoredSplit,
  indices: Int32Array,
  signal: AbortSignal,
): Promise<Tensors[string]> {
  const { labels } = await store.getTensors(split.labels as BlobRef, { signal });
  const data = Int32Array.from(indices, (index) => Number(labels?.data[index]));
  return { dtype: 'I32', shape: [indices.length], data };
}

const recipesOf = (groups: CheckedRequest['groups']): string => groups.map(({ recipe }) => recipe.name).join(', ');

async function timed<T>(name: string, request: CheckedRequest, run: () => Promise<T>): Promise<[T, number]> {
  const { dataset, groups, start, end } = request;
  const attributes = {
    [semconv.ATTR_DATASET]: datasetLabel(dataset),
    [semconv.ATTR_RECIPE]: recipesOf(groups),
    [semconv.ATTR_VIEWS]: (end - start) * viewsOf(groups),
  };
  const began = performance.now();
  const result = await withSpan(name, { attributes }, run);
  return [result, (performance.now() - began) / 1000];
}

/** Tells of the shard; nobody waits for it. Views that are there are an answer, whether or not anybody could be told. */
async function tell(events: EventLog, logger: Logger, blob: BlobRef, request: CheckedRequest): Promise<void> {
  const { dataset, groups, seed, epoch, start, end } = request;
  const data = {
    key: blob.key,
    size: blob.size,
    dataset: datasetLabel(dataset),
    recipe: recipesOf(groups),
    views: viewsOf(groups),
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
