import type { ScheduleKind } from './schedule-kind.js';

export const constant: ScheduleKind<Record<never, never>> = {
  name: 'constant',
  about: 'The highest learning rate throughout.',
  paper: 'as in the notebook that the project grew from (docs/notebook.md)',
  parameters: {},
  rateAt: () => 1,
};
