import { runWorkerMain } from '@parallax/jobs';
import { stagesAtZero } from '@parallax/reader';
import { resolveImportRequest } from './import/spec.js';

stagesAtZero('import', ['list', 'put', 'write']);

await runWorkerMain({
  kind: 'import',
  compute: new URL('compute.js', import.meta.url),
  resolve: resolveImportRequest,
});
