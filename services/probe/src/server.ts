import { BlobStore } from '@parallax/blobs';
import { connectNats } from '@parallax/events';
import { Jobs, jobCalls } from '@parallax/jobs';
import { connect, runServer } from '@parallax/rpc';
import { probeMessage } from './message.js';
import { startProbe } from './start.js';

await runServer({
  service: 'ProbeService',
  name: 'parallax-probe',
  port: 50054,
  async open({ settings, signal }) {
    const nats = await connectNats(settings, { signal });
    const store = await BlobStore.open(settings, { signal });
    const jobs = await Jobs.open(nats, { blobs: store });
    const augmentation = connect('AugmentationService', settings);
    const dependencies = jobs.runDependencies(signal);
    const calls = jobCalls(jobs, 'probe', probeMessage);
    return {
      implementation: {
        startProbe: startProbe(jobs, augmentation),
        getProbe: calls.get,
        listProbes: calls.list,
        watchProbe: calls.watch,
        cancelProbe: calls.cancel,
        deleteProbe: calls.delete,
      },
      async close() {
        augmentation.close();
        await dependencies;
        await nats.drain();
      },
    };
  },
});
