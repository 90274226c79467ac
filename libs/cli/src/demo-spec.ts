import type { ExperimentSpec } from './experiment.js';

/** What `parallax demo` runs, by preset: short forms, of a fixed number of steps. */
export const demoSpecs: Record<string, ExperimentSpec> = {
  vicreg: { training: { preset: 'vicreg', epochs: 2 }, probe: {} },
  simclr: { training: { preset: 'simclr', epochs: 2 }, probe: {} },
  notebook: { training: { preset: 'notebook', epochs: 1 }, probe: {} },
};
