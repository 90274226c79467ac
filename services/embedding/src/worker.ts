import { runWorkerProcess } from '@parallax/jobs';
import { embeddingOf } from './start.js';

await runWorkerProcess({ kind: 'embedding', compute: new URL('compute.js', import.meta.url), resolve: embeddingOf });
