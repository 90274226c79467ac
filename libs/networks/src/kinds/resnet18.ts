import { basic, resnet } from './resnet.js';

export const resnet18 = resnet(18, [2, 2, 2, 2], basic);
