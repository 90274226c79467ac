import { runComputation } from '@parallax/jobs';
import { run } from './run.js';

runComputation('embedding', run);
