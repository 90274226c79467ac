import type { StartEmbeddingRequest } from '@parallax/contract';
import { openJobServer } from '@parallax/jobs';
import { connect, runServer } from '@parallax/rpc';
import { classify } from './classify.js';
import { embed } from './embed.js';
import { createUpload, getEncoder, importEncoder, listEncoders } from './encoders.js';
import { resolveEmbeddingRequest } from './start.js';

await runServer({
  name: 'parallax-embedding',
  port: 50053,
  services: ['EmbeddingService', 'JobService'],
  async open(context) {
    const { connection, jobs, store, service, startCall, close } = await openJobServer(context);
    const augmentation = connect('AugmentationService', context.settings);
    const embedImages = embed(connection, jobs, store);
    return {
      services: {
        JobService: service,
        EmbeddingService: {
          startEmbedding: startCall((request: StartEmbeddingRequest, start) =>
            resolveEmbeddingRequest(request, { ...start, augmentation }),
          ),
          embed: embedImages,
          classify: classify(embedImages, jobs, store),
          createUpload: createUpload(store),
          importEncoder: importEncoder(store, jobs),
          getEncoder: getEncoder(store, jobs),
          listEncoders: listEncoders(store),
        },
      },
      async close() {
        augmentation.close();
        await close();
      },
    };
  },
});
