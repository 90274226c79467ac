// `npm run test:datasets`: tests on data sets as they were published, which are fetched, and take longer than `npm test` may.
import { setUp } from './steps.js';
import { fail, finish, runTests } from './tap.js';

if (await setUp()) await runTests(['dist/imports/fashion-mnist.long.test.js'], 1);
else fail('stopped before the tests');
finish();
