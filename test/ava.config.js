import { resolve } from 'node:path';

/** Where the command line names a file: ava would sort them by their names. */
const place = (file) => process.argv.findIndex((argument) => resolve(argument) === file);

export default {
  files: ['dist/**/*.test.js'],
  workerThreads: false,
  timeout: '10m',
  sortTestFiles: (a, b) => place(a) - place(b),
};
