import { setTimeout as delay } from 'node:timers/promises';
import type { Generator } from '@parallax/random';
import type { Testbed, Victim } from './testbed.js';

/** Each as likely as the others, however many processes there are of it. */
export const kinds = ['server', 'worker', 'computation', 'nats-server', 'object-store'] as const;

type Kind = (typeof kinds)[number];

export interface Killed {
  kind: Kind;
  /** The process's, such as `training-worker`. */
  name: string;
}

function isOf(kind: Kind, { name }: Victim): boolean {
  if (kind === 'worker') return /-(worker|inline)$/.test(name);
  return kind === 'server' ? name.endsWith('-server') && name !== 'nats-server' : name === kind;
}

/**
 * Kills one process of a kind that is drawn. Where there is none for five seconds, such as a computation between two jobs, it
 * is one of any kind.
 */
export async function killOne(bed: Testbed, random: Generator): Promise<Killed> {
  const drawn = kinds[random.integer(kinds.length)] as Kind;
  const which = random.uniform();
  const [patience, end] = [Date.now() + 5_000, Date.now() + 60_000];
  for (; Date.now() < end; await delay(50)) {
    const there = bed.victims();
    const found = there.filter((victim) => isOf(drawn, victim) || Date.now() > patience);
    const victim = found[Math.floor(which * found.length)];
    const kind = victim && kinds.find((each) => isOf(each, victim));
    if (kind && bed.signal(victim, 'SIGKILL')) return { kind, name: victim.name };
  }
  throw new Error(`there was no process to kill for a minute, and it was to be a ${drawn}`);
}
