import type { StartTrainingRequest } from '@parallax/contract';
import { openJobServer } from '@parallax/jobs';
import { connect, runServer } from '@parallax/rpc';
import { trainingOf } from './start.js';

await runServer({
  name: 'parallax-training',
  port: 50052,
  services: ['TrainingService', 'JobService'],
  async open({ settings, signal }) {
    const { service, startCall, close } = await openJobServer(settings, signal);
    const augmentation = connect('AugmentationService', settings);
    return {
      services: {
        JobService: service,
        TrainingService: {
          startTraining: startCall((request: StartTrainingRequest, context) =>
            trainingOf(request, { ...context, augmentation }),
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
