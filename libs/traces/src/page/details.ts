import { formatBytes, formatDuration, titleOf, whoOf } from '../format.js';
import { stagesOf } from '../stages.js';
import type { Trace } from '../trace.js';
import { errorOf, linksOf, type Node } from '../tree.js';

/** What the page tells of a span that is chosen, as text. */
export interface Details {
  title: string;
  who: string;
  took: string;
  error?: string | undefined;
  /** Name, time, its share of the span's (from 0; more than 1 where calls of the stage overlap), and what else there is. */
  stages: { name: string; took: string; share: number; more: string }[];
  attributes: [string, string][];
  links: { traceId: string; spanId: string; here: boolean; title: string }[];
}

export function detailsOf(node: Node, { id, spans }: Trace): Details {
  const { span, callee } = node;
  const length = (span.end - span.start) / 1000;
  const attributes = Object.entries({ ...callee?.attributes, ...span.attributes });
  return {
    title: titleOf(node),
    who: whoOf(node),
    took: formatDuration(span.end - span.start),
    error: errorOf(node),
    stages: stagesOf(span).map(({ name, seconds, count, bytes }) => ({
      name,
      took: formatDuration(seconds * 1000),
      share: length > 0 ? seconds / length : 0,
      more: `${count} ×${bytes > 0 ? `, ${formatBytes(bytes)}` : ''}`,
    })),
    attributes: [
      ['name', span.name],
      ['kind', span.kind],
      ...attributes
        .filter(([key]) => !key.startsWith('parallax.stage.'))
        .map(([key, value]): [string, string] => [key, String(value)]),
    ],
    links: linksOf(node).map(({ traceId, spanId }) => {
      const target = traceId === id ? spans.find((each) => each.id === spanId) : undefined;
      const title = target ? `${target.name} of ${target.service}` : `span ${spanId} of trace ${traceId}`;
      return { traceId, spanId, here: target !== undefined, title };
    }),
  };
}
