import { availableParallelism } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import type { BlobStore } from '@parallax/blobs';
import type { ImportResult } from '@parallax/contract';
import { openJobServer } from '@parallax/jobs';
import { EventLog } from '@parallax/nats';
import type { Implementations, ServerContext } from '@parallax/rpc';
import { recipes, ViewPool } from '@parallax/views';
import { Admission } from './admission.js';
import { augment } from './augment.js';
import { Catalogue } from './catalogue.js';
import { collectDatasets } from './collect-datasets.js';
import { deleteDataset, getDataset, listDatasets, renameDataset } from './dataset-calls.js';
import { ImageCache } from './image-cache.js';
import { checkDataFolder } from './import/source.js';
import { checkImport, resolveImportRequest } from './import/spec.js';
import { createImportUpload } from './import/upload.js';
import { importDataset } from './import-dataset.js';
import { preview } from './preview.js';
import { keepSweeping } from './stored-views.js';

/** Connects to the object store and NATS, and makes the service on top of them. */
export async function openAugmentation(context: ServerContext): Promise<{
  services: Implementations<'AugmentationService' | 'JobService'>;
  close(): Promise<void>;
}> {
  const { settings, logger } = context;
  const budget = { bytes: settings.number('PARALLAX_VIEWS_BYTES'), hours: settings.number('PARALLAX_VIEWS_HOURS') };
  const threads = settings.count('PARALLAX_THREADS', availableParallelism());
  await checkDataFolder(settings);
  const pool = new ViewPool({ size: threads });
  const { connection, jobs, store, service, startCall, close } = await openJobServer(context);
  const events = await EventLog.open(connection);
  const catalogue = new Catalogue(store, async (id) => {
    const { result } = await jobs.get(id);
    return (result as ImportResult | undefined)?.dataset?.digest;
  });
  const images = new ImageCache(store, settings.number('PARALLAX_IMAGES_BYTES'));
  const admission = new Admission(threads);
  const age = 60_000 * settings.number('PARALLAX_BLOB_MINUTES');
  const sweeping = new AbortController();
  const swept = Promise.all([
    keepSweeping(store, budget, logger, sweeping.signal),
    jobs.runInTurn('datasets', () => collectDatasets({ catalogue, store, jobs, age, logger }), sweeping.signal),
    followStore(store, (answers) => context.health.report('AugmentationService', answers), sweeping.signal),
  ]);
  return {
    services: {
      JobService: service,
      AugmentationService: {
        augment: augment({ catalogue, images, store, events, pool, admission, logger }),
        preview: preview(catalogue, images, pool, admission),
        listRecipes: async () => ({ recipes: Object.values(recipes) }),
        startImport: startCall(resolveImportRequest),
        createImportUpload: createImportUpload(store, (spec, signal) => checkImport(spec, { jobs, store, signal })),
        importDataset: importDataset(catalogue, store, settings, logger),
        getDataset: getDataset(catalogue, store),
        listDatasets: listDatasets(catalogue, store),
        renameDataset: renameDataset(catalogue, store),
        deleteDataset: deleteDataset(catalogue, jobs),
      },
    },
    async close() {
      sweeping.abort();
      await Promise.all([swept, pool.close(), close()]);
    },
  };
}

/** From one question to the store to the next, and how long an answer may take, in milliseconds. */
const STORE_INTERVAL = 5000;
const STORE_PATIENCE = 5000;

/** Tells whether the object store answers, now and every few seconds, until `signal` aborts. */
async function followStore(store: BlobStore, tell: (answers: boolean) => void, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const asking = AbortSignal.any([signal, AbortSignal.timeout(STORE_PATIENCE)]);
    // Nothing lies there: that it says so is what counts.
    const answers = await store.stat('health', { signal: asking }).then(
      () => true,
      () => false,
    );
    if (!signal.aborted) tell(answers);
    await delay(STORE_INTERVAL, undefined, { signal }).catch(() => {});
  }
}
