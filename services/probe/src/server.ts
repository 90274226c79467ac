import type { StartProbeRequest } from '@parallax/contract';
import { openJobServer } from '@parallax/jobs';
import { connect, runServer } from '@parallax/rpc';
import { resolveProbeRequest } from './start.js';

await runServer({
  name: 'parallax-probe',
  port: 50054,
  services: ['ProbeService', 'JobService'],
  async open(context) {
    const { service, startCall, close } = await openJobServer(context);
    const augmentation = connect('AugmentationService', context.settings);
    return {
      services: {
        JobService: service,
        ProbeService: {
          startProbe: startCall((request: StartProbeRequest, start) =>
            resolveProbeRequest(request, { ...start, augmentation }),
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
