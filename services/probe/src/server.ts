import type { StartProbeRequest } from '@parallax/contract';
import { jobCalls, openJobs } from '@parallax/jobs';
import { connect, runServer } from '@parallax/rpc';
import { probeMessage } from './message.js';
import { probeOf } from './start.js';

await runServer({
  service: 'ProbeService',
  name: 'parallax-probe',
  port: 50054,
  async open({ settings, signal }) {
    const { jobs, store, close } = await openJobs(settings, signal);
    const augmentation = connect('AugmentationService', settings);
    const calls = jobCalls(jobs, 'probe', probeMessage);
    return {
      implementation: {
        startProbe: calls.start((request: StartProbeRequest, signal) =>
          probeOf(request, { jobs, store, augmentation, signal }),
        ),
        getProbe: calls.get,
        listProbes: calls.list,
        watchProbe: calls.watch,
        cancelProbe: calls.cancel,
        deleteProbe: calls.delete,
      },
      async close() {
        augmentation.close();
        await close();
      },
    };
  },
});
