import { runCompute } from '@parallax/jobs';
import { run } from './run.js';

runCompute('probe', run);
