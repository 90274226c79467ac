import { choiceIn } from '@parallax/errors';
import { barlowTwins } from './barlow-twins.js';
import { byol } from './byol.js';
import { dcl } from './dcl.js';
import { dino } from './dino.js';
import { lejepa } from './lejepa.js';
import { moco } from './moco.js';
import { ntXent } from './nt-xent.js';
import type { Objective } from './objective.js';
import { selfSimilarity } from './self-similarity.js';
import { simsiam } from './simsiam.js';
import { supcon } from './supcon.js';
import { vicreg } from './vicreg.js';

/** All objectives, by the names of their messages in the contract's `Objective`. */
export const objectives = {
  ntXent,
  dcl,
  barlowTwins,
  vicreg,
  simsiam,
  byol,
  moco,
  dino,
  lejepa,
  supcon,
  selfSimilarity,
} satisfies Record<string, Objective>;

type Objectives = typeof objectives;

/** One of the objectives with its parameters, as an object with that one key: `{ ntXent: { temperature: 0.2 } }`. */
export type ObjectiveSpec = {
  [Key in keyof Objectives]: Record<Key, { [Name in keyof Objectives[Key]['parameters']]: number }>;
}[keyof Objectives];

/** The objective that a spec names, and the values of its parameters. */
export function objectiveOf(spec: ObjectiveSpec): { objective: Objective; values: Record<string, number> } {
  const { key, given } = choiceIn<keyof Objectives>(objectives, spec);
  return { objective: objectives[key], values: given as Record<string, number> };
}
