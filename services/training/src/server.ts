import type { StartTrainingRequest } from '@parallax/contract';
import { jobCalls, openJobs } from '@parallax/jobs';
import { connect, runServer } from '@parallax/rpc';
import { trainingMessage } from './message.js';
import { trainingOf } from './start.js';

await runServer({
  service: 'TrainingService',
  name: 'parallax-training',
  port: 50052,
  async open({ settings, signal }) {
    const { jobs, store, close } = await openJobs(settings, signal);
    const augmentation = connect('AugmentationService', settings);
    const calls = jobCalls(jobs, 'training', trainingMessage(store));
    return {
      implementation: {
        startTraining: calls.start((request: StartTrainingRequest, signal) =>
          trainingOf(request, { jobs, store, augmentation, signal }),
        ),
        getTraining: calls.get,
        listTrainings: calls.list,
        watchTraining: calls.watch,
        cancelTraining: calls.cancel,
        deleteTraining: calls.delete,
      },
      async close() {
        augmentation.close();
        await close();
      },
    };
  },
});
