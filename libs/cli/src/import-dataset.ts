import type { ImportDatasetRequestInput, ImportDatasetResponse } from '@parallax/contract';
import { showElapsed } from './elapsed.js';
import type { Session } from './session.js';

/** What CIFAR-10 takes on 2 cores, most of it decoding: seconds. */
const USUAL = 7;

export function importDataset(session: Session, request: ImportDatasetRequestInput): Promise<ImportDatasetResponse> {
  const { progress, signal } = session;
  const call = session.client('AugmentationService').importDataset(request, { signal, timeout: 600_000 });
  return showElapsed(progress, `import of ${request.name}`, USUAL, call);
}
