import { createRequire } from 'node:module';

/** Of the command, of the images, of everything. */
export const { version } = createRequire(import.meta.url)('../package.json') as { version: string };
