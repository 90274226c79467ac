import { bottleneck, resnet } from './resnet.js';

export const resnet50 = resnet(50, [3, 4, 6, 3], bottleneck);
