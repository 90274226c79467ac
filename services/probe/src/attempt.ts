import type { Task } from '@parallax/jobs';
import type { Stages, ViewSource } from '@parallax/reader';
import type { ResolvedProbe } from '@parallax/specs';

/** What one attempt at a probe has to work with. */
export interface Attempt {
  task: Task<ResolvedProbe>;
  source: ViewSource & { stages: Stages };
}
