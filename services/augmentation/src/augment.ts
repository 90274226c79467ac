import { trace } from '@opentelemetry/api';
import { type BlobRef, type BlobStore, encodeSafetensors } from '@parallax/blobs';
import type { AugmentRequest, AugmentResponseInput } from '@parallax/contract';
import type { EventLog } from '@parallax/nats';
import type { Call } from '@parallax/rpc';
import { instrument, type Logger, catalogue as metrics, recordSpan, semconv, withSpan } from '@parallax/telemetry';
import { type ViewPool, viewSize } from '@parallax/views';
import type { Catalogue } from './catalogue.js';
import { withUrl } from './dataset-calls.js';
import { Gate } from './gate.js';
import { intact } from './intact.js';
import { Sharing } from './sharing.js';
import { checkAugment, indicesOf, type ViewsRequest, viewsKey } from './views-request.js';

export interface AugmentParts {
  catalogue: Catalogue;
  store: BlobStore;
  events: EventLog;
  pool: ViewPool;
  logger: Logger;
}

/** Views that have just been made. */
interface Made {
  blob: BlobRef;
  renderSeconds: number;
  storeSeconds: number;
}

/** Two at once: while the last piece of one is being rendered the threads begin with the next. */
const RENDERINGS = 2;

const renderDuration = instrument(metrics.views.renderDuration);
const storeDuration = instrument(metrics.views.storeDuration);
const rendered = instrument(metrics.views.rendered);
const reused = instrument(metrics.views.reused);
const stored = instrument(metrics.views.stored);

/** Answers with views that are in the store already, or makes them; the same request at the same time makes them once. */
export function augment({ catalogue, store, events, pool, logger }: AugmentParts) {
  const making = new Sharing<Made>();
  const gate = new Gate(RENDERINGS);

  const make = async (key: string, request: ViewsRequest, signal: AbortSignal): Promise<Made> => {
    const images = await catalogue.images(request.split, signal);
    const { height, width } = request.dataset;
    const { recipe, views, seed, epoch } = request;
    const indices = indicesOf(request);
    const render = () => pool.render({ images, height, width, recipe, views, seed, epoch, indices }, signal);
    const startTime = new Date();
    const [data, renderSeconds] = await gate.run(() => {
      if (Date.now() > startTime.getTime()) recordSpan('thread wait', { startTime });
      return timed('render views', request, render);
    });
    const size = viewSize(recipe, height, width);
    const [blob, storeSeconds] = await timed('store views', request, () => {
      const shape = [indices.length, views, size.height, size.width, 3];
      const bytes = encodeSafetensors({
        views: { dtype: 'U8', shape, data },
        indices: { dtype: 'I32', shape: [indices.length], data: indices },
      });
      return store.put(key, bytes, { signal });
    });
    renderDuration(renderSeconds);
    storeDuration(storeSeconds);
    rendered(indices.length * views);
    stored(blob.size);
    void tell(events, logger, blob, request);
    return { blob, renderSeconds, storeSeconds };
  };

  return async (asked: AugmentRequest, { signal }: Call): Promise<AugmentResponseInput> => {
    const request = checkAugment(asked, await catalogue.get(asked.dataset || 'cifar10', signal));
    const key = viewsKey(request);
    const there = await intact(store, key, signal);
    if (there) {
      reused((request.end - request.start) * request.views);
      trace.getActiveSpan()?.setAttribute(semconv.ATTR_REUSED, true);
      return { blob: await withUrl(there, store), reused: true, renderSeconds: 0, storeSeconds: 0 };
    }
    const made = await making.run(key, (shared) => make(key, request, shared), signal);
    return { ...made, blob: await withUrl(made.blob, store), reused: false };
  };
}

async function timed<T>(name: string, request: ViewsRequest, run: () => Promise<T>): Promise<[T, number]> {
  const { dataset, recipe, views, start, end } = request;
  const attributes = {
    [semconv.ATTR_DATASET]: dataset.name,
    [semconv.ATTR_RECIPE]: recipe.name,
    [semconv.ATTR_VIEWS]: (end - start) * views,
  };
  const began = performance.now();
  const result = await withSpan(name, { attributes }, run);
  return [result, (performance.now() - began) / 1000];
}

/** Tells of the shard; nobody waits for it. Views that are there are an answer, whether or not anybody could be told. */
async function tell(events: EventLog, logger: Logger, blob: BlobRef, request: ViewsRequest): Promise<void> {
  const { dataset, recipe, views, seed, epoch, start, end } = request;
  const data = {
    key: blob.key,
    size: blob.size,
    dataset: dataset.name,
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
