// `npm run test:datasets`: imports that take longer than `npm test` may, of data sets as they were published, which are fetched, and of
// tens of thousands of images.
import { setUp } from './steps.js';
import { fail, finish, runTests } from './tap.js';

if (await setUp()) await runTests(['dist/imports/fashion-mnist.long.test.js', 'dist/imports/killed.long.test.js'], 1);
else fail('stopped before the tests');
finish();
