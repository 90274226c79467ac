import type { Span } from './trace.js';

/** The total of one stage, as a span bears it. */
export interface StageTotal {
  name: string;
  seconds: number;
  count: number;
  bytes: number;
}

const pattern = /^parallax\.stage\.(.+)\.(seconds|count|bytes)$/;

/** The stages of a span, the longest first; none where it bears none. */
export function stagesOf({ attributes }: Span): StageTotal[] {
  const stages = new Map<string, StageTotal>();
  for (const [key, value] of Object.entries(attributes)) {
    const [, name, what] = pattern.exec(key) ?? [];
    if (name === undefined) continue;
    const stage = stages.get(name) ?? { name: name.replaceAll('_', ' '), seconds: 0, count: 0, bytes: 0 };
    stages.set(name, { ...stage, [what as string]: Number(value) });
  }
  return [...stages.values()].sort((a, b) => b.seconds - a.seconds);
}
