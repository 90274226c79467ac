import { runComputation } from '@parallax/jobs';
import { run } from './import/run.js';

runComputation('import', run);
