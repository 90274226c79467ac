import type { StartTrainingRequest } from '@parallax/contract';
import { openJobServer } from '@parallax/jobs';
import { connect, runServer } from '@parallax/rpc';
import { resolveTrainingRequest } from './start.js';

await runServer({
  name: 'parallax-training',
  port: 50052,
  services: ['TrainingService', 'JobService'],
  async open(context) {
    const { service, startCall, close } = await openJobServer(context);
    const augmentation = connect('AugmentationService', context.settings);
    return {
      services: {
        JobService: service,
        TrainingService: {
          startTraining: startCall((request: StartTrainingRequest, start) =>
            resolveTrainingRequest(request, { ...start, augmentation }),
          ),
        },
      },
      async close() {
        augmentation.close();
        await close();
      },
    };
  },
});
