import type { StartProbeRequest } from '@parallax/contract';
import { openJobServer } from '@parallax/jobs';
import { connect, runServer } from '@parallax/rpc';
import { probeOf } from './start.js';

await runServer({
  name: 'parallax-probe',
  port: 50054,
  services: ['ProbeService', 'JobService'],
  async open({ settings, signal }) {
    const { service, startCall, close } = await openJobServer(settings, signal);
    const augmentation = connect('AugmentationService', settings);
    return {
      services: {
        JobService: service,
        ProbeService: {
          startProbe: startCall((request: StartProbeRequest, context) =>
            probeOf(request, { ...context, augmentation }),
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
