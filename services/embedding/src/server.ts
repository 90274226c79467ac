import type { StartEmbeddingRequest } from '@parallax/contract';
import { Encoders, jobCalls, openJobs } from '@parallax/jobs';
import { connect, runServer } from '@parallax/rpc';
import { embed } from './embed.js';
import { createUpload, importEncoder } from './encoders.js';
import { embeddingMessage } from './message.js';
import { embeddingOf } from './start.js';

await runServer({
  service: 'EmbeddingService',
  name: 'parallax-embedding',
  port: 50053,
  async open({ settings, signal }) {
    const { connection, jobs, store, close } = await openJobs(settings, signal);
    const augmentation = connect('AugmentationService', settings);
    const calls = jobCalls(jobs, 'embedding', embeddingMessage(store));
    return {
      implementation: {
        startEmbedding: calls.start((request: StartEmbeddingRequest, signal) =>
          embeddingOf(request, { jobs, store, augmentation, signal }),
        ),
        getEmbedding: calls.get,
        listEmbeddings: calls.list,
        watchEmbedding: calls.watch,
        cancelEmbedding: calls.cancel,
        deleteEmbedding: calls.delete,
        embed: embed(connection, jobs, store),
        createUpload: createUpload(store),
        importEncoder: importEncoder(store, await Encoders.open(connection)),
      },
      async close() {
        augmentation.close();
        await close();
      },
    };
  },
});
