import { randomInt } from 'node:crypto';
import { deriveSeed, Generator } from '@parallax/random';

/** Whether this is `npm run test:faults`, or the short form of these tests that is part of `npm test`. */
export const isLong = process.env.PARALLAX_FAULTS === 'long';

/** How much each test does. Seconds, unless a name says otherwise. */
const table = {
  kills: {
    experiments: [20, 1],
    kills: [10, 5],
    /** Epochs of each training: long enough for the kills to come while it runs. */
    epochs: [60, 24],
  },
  surroundings: {
    /** How long a server is away that is stopped or hung. */
    away: [30, 6],
    /** How long one is slow, full or refuses. */
    trouble: [15, 8],
    trainings: [3, 2],
    epochs: [60, 16],
  },
  losses: {
    /** Long enough for a training to be seen halfway. */
    epochs: [60, 48],
  },
  soak: {
    jobs: [500, 12],
    /** By which share a process may have grown. */
    growth: [0.1, 0.25],
    /** By how many MiB besides: after a few jobs a process has not yet all that it needs. */
    slack: [0, 64],
    clients: [20, 4],
    seconds: [150, 20],
    /** From one kill to the next. */
    every: [10, 10],
  },
  fuzz: {
    inputs: [100_000, 1_000],
    /** Jobs that come of it and are let run, and for how long in all. */
    followed: [40, 2],
    following: [240, 10],
    /** By how many MiB more than a tenth a server may have grown: after few inputs its heap is not yet as large as it gets. */
    slack: [16, 64],
  },
} as const;

type Table = typeof table;

/** The table's numbers for this run: the first of each pair where it is long, the second where it is short. */
export const scale = Object.fromEntries(
  Object.entries(table).map(([test, sizes]) => [
    test,
    Object.fromEntries(Object.entries(sizes).map(([name, [long, short]]) => [name, isLong ? long : short])),
  ]),
) as { [Test in keyof Table]: { [Name in keyof Table[Test]]: number } };

/** Everything that is drawn follows from it: the same seed gives the same faults, though not at the same step of a job. */
const seed = Number(process.env.PARALLAX_FAULTS_SEED || randomInt(2 ** 31));

/** @param purpose what is drawn: each has numbers of its own */
export function generatorFor(purpose: string, ...indices: number[]): Generator {
  return new Generator(deriveSeed(seed, purpose, ...indices));
}

/** How to have the same faults again; a test says it first. */
export const seedNote = `PARALLAX_FAULTS_SEED=${seed}`;
