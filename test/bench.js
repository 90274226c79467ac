// `npm run bench -- NAME [args]`: set-up, then `run(args)` of test/src/bench/NAME.ts. A bench says what it measures in
// one line of its source, `export const about = '…';`; other files there are not benches.
import { readdirSync, readFileSync } from 'node:fs';
import { setUp } from './steps.js';

const folder = new URL('src/bench/', import.meta.url);
const benches = new Map();
for (const file of readdirSync(folder).sort()) {
  const about = /^export const about =\s+['"`](.*)['"`];$/m.exec(readFileSync(new URL(file, folder), 'utf8'));
  if (about) benches.set(file.replace(/\.ts$/, ''), about[1]);
}

const [name, ...args] = process.argv.slice(2);
if (!benches.has(name)) {
  console.error(`usage: npm run bench -- NAME [args]${name === undefined ? '' : `; there is no ${name}`}`);
  for (const [each, about] of benches) console.error(`  ${each.padEnd(12)} ${about}`);
  process.exit(2);
}
if (!(await setUp())) process.exit(1);
const bench = await import(new URL(`dist/bench/${name}.js`, import.meta.url));
await bench.run(args);
