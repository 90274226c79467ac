import { basic, resnet } from './resnet.js';

export const resnet34 = resnet(34, [3, 4, 6, 3], basic);
