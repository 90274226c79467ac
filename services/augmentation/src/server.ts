import { runServer } from '@parallax/rpc';
import { openAugmentation } from './service.js';

await runServer({
  name: 'parallax-augmentation',
  port: 50051,
  services: ['AugmentationService', 'JobService'],
  open: openAugmentation,
});
