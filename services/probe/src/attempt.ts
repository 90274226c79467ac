import type { Task } from '@parallax/jobs';
import type { Stages, ViewSource } from '@parallax/reader';
import type { ResolvedProbe } from './spec.js';

/** What one attempt at a probe has to work with. */
export interface Attempt {
  task: Task<ResolvedProbe>;
  source: ViewSource & { stages: Stages };
}
