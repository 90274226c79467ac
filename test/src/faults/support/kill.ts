import { setTimeout as delay } from 'node:timers/promises';
import type { Generator } from '@parallax/random';
import type { Testbed, Victim } from './testbed.js';

/** Each as likely as the others, however many processes there are of it. */
const kinds = ['server', 'worker', 'computation', 'nats-server', 'object-store'] as const;

type Kind = (typeof kinds)[number];

function isOf(kind: Kind, { name }: Victim): boolean {
  if (kind === 'worker') return /-(worker|inline)$/.test(name);
  return kind === 'server' ? name.endsWith('-server') && name !== 'nats-server' : name === kind;
}

/**
 * Kills one process of a kind that is drawn, and returns its name. Where there is none for seconds, such as a computation
 * between two jobs, it says so.
 */
export async function killOne(bed: Testbed, random: Generator): Promise<string> {
  const kind = kinds[random.integer(kinds.length)] as Kind;
  const which = random.uniform();
  for (const end = Date.now() + 5_000; Date.now() < end; await delay(50)) {
    const found = bed.victims().filter((victim) => isOf(kind, victim));
    const victim = found[Math.floor(which * found.length)];
    if (!victim) continue;
    bed.signal(victim, 'SIGKILL');
    return victim.name;
  }
  return `no ${kind}`;
}
