import type { Resource } from './kubectl.js';

/** How many of these Jobs, which have ended, there were at once, at most. */
export function mostAtOnce(jobs: readonly Resource[]): number {
  const spans = jobs.map(({ status }) => [Date.parse(status.startTime), Date.parse(status.completionTime)] as const);
  return Math.max(...spans.map(([at]) => spans.filter(([start = 0, end = 0]) => start <= at && at < end).length));
}
