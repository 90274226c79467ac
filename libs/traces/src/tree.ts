import type { Link, Span, Trace } from './trace.js';

/** A span and what hangs below it, in the order in which it began. */
export interface Node {
  span: Span;
  children: Node[];
  /** The server's side of a call, whose client's side the span is: the two are one node. */
  callee?: Span;
  /** Its parent has not been sent: its process was killed, or is still at it. */
  orphan: boolean;
}

/** The trace as trees, one for each span without a parent that is there. */
export function treeOf({ spans }: Trace): Node[] {
  const nodes = new Map(spans.map((span): [string, Node] => [span.id, { span, children: [], orphan: false }]));
  const roots: Node[] = [];
  for (const node of nodes.values()) {
    const parent = nodes.get(node.span.parent ?? '');
    node.orphan = node.span.parent !== undefined && !parent;
    (parent?.children ?? roots).push(node);
  }
  return inOrder(roots);
}

function inOrder(nodes: readonly Node[]): Node[] {
  return [...nodes]
    .sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end)
    .map(merged)
    .map((node) => ({ ...node, children: inOrder(node.children) }));
}

/** A call's two sides as one node. */
function merged(node: Node): Node {
  const [server, ...others] = node.children;
  const isCall = node.span.kind === 'client' && server?.span.kind === 'server' && others.length === 0;
  return isCall ? { ...node, callee: server.span, children: server.children } : node;
}

/** Why it failed, on either side. */
export function errorOf({ span, callee }: Node): string | undefined {
  return span.error ?? callee?.error;
}

export function linksOf({ span, callee }: Node): Link[] {
  return [...span.links, ...(callee?.links ?? [])];
}

/** The share of an epoch's time in which only its views were read, while the epoch before it was at its steps; 0 of other spans. */
export function readAheadOf({ span, children }: Node): number {
  const steps = children.find((child) => span.name === 'epoch' && child.span.name === 'steps');
  return steps ? (steps.span.start - span.start) / Math.max(span.end - span.start, Number.MIN_VALUE) : 0;
}

/** From the first span's beginning to the last one's end. */
export function extentOf({ spans }: Trace): { start: number; end: number } {
  const bounds = { start: Infinity, end: -Infinity };
  for (const { start, end } of spans) {
    bounds.start = Math.min(bounds.start, start);
    bounds.end = Math.max(bounds.end, end);
  }
  return bounds;
}

/** The ids of the spans that belong to a job: those that name it, and all below them. */
export function partOf(roots: readonly Node[], job: string): Set<string> {
  const part = new Set<string>();
  const visit = ({ span, callee, children }: Node, inside: boolean) => {
    const belongs = inside || [span, callee].some((each) => each?.attributes['parallax.job.id'] === job);
    if (belongs) part.add(span.id);
    for (const child of children) visit(child, belongs);
  };
  for (const root of roots) visit(root, false);
  return part;
}
