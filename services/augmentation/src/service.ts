import { availableParallelism } from 'node:os';
import { openJobServer } from '@parallax/jobs';
import { EventLog } from '@parallax/nats';
import type { Implementations, ServerContext } from '@parallax/rpc';
import { recipes, ViewPool } from '@parallax/views';
import { Admission } from './admission.js';
import { augment } from './augment.js';
import { Catalogue } from './catalogue.js';
import { getDataset, listDatasets } from './dataset-calls.js';
import { importDataset } from './import-dataset.js';
import { preview } from './preview.js';
import { keepSweeping } from './stored-views.js';

/** Connects to the object store and NATS, and makes the service on top of them. */
export async function openAugmentation({ settings, logger, signal }: ServerContext): Promise<{
  services: Implementations<'AugmentationService' | 'JobService'>;
  close(): Promise<void>;
}> {
  const budget = { bytes: settings.number('PARALLAX_VIEWS_BYTES'), hours: settings.number('PARALLAX_VIEWS_HOURS') };
  const pool = new ViewPool({ size: settings.count('PARALLAX_THREADS', availableParallelism()) });
  const { connection, store, service, close } = await openJobServer(settings, signal);
  const events = await EventLog.open(connection);
  const catalogue = new Catalogue(store);
  const admission = new Admission();
  const sweeping = new AbortController();
  const swept = keepSweeping(store, budget, logger, sweeping.signal);
  return {
    services: {
      JobService: service,
      AugmentationService: {
        augment: augment({ catalogue, store, events, pool, admission, logger }),
        preview: preview(catalogue, pool, admission),
        listRecipes: async () => ({ recipes: Object.values(recipes) }),
        importDataset: importDataset(catalogue, store, settings, logger),
        getDataset: getDataset(catalogue, store),
        listDatasets: listDatasets(catalogue, store),
      },
    },
    async close() {
      sweeping.abort();
      await Promise.all([swept, pool.close(), close()]);
    },
  };
}
