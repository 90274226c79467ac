// `npm run parity`: what an exported encoder gives PyTorch, beside what Parallax says, and that torchvision's and timm's classes take the weights of
// every network. The first time fetches PyTorch, about 3 GB.
import { setUp } from './steps.js';
import { fail, finish, runTests } from './tap.js';

if (await setUp()) await runTests(['dist/parity/embeddings.long.test.js', 'dist/parity/state-dicts.long.test.js'], 1);
else fail('stopped before the tests');
finish();
