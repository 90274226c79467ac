import { formatBytes, formatDuration, titleOf, whoOf } from './format.js';
import { type Paint, painter } from './paint.js';
import { type Row, rowsOf } from './rows.js';
import { stagesOf } from './stages.js';
import type { Trace } from './trace.js';
import { errorOf, extentOf, linksOf, type Node, partOf, readAheadOf, treeOf } from './tree.js';

export interface TextOptions {
  /** Columns. Default: 100. */
  width?: number;
  /** Default: false. */
  colours?: boolean;
  /** Marks the spans of this job. */
  job?: string;
  /** Also those of many siblings that are much alike. Default: false. */
  all?: boolean;
}

const durationWidth = 8;

/**
 * A trace as a waterfall of text: what was done, indented below what it was a part of, how long it took, and when, as a bar,
 * of an epoch light where only its views were read; below an epoch the totals of its stages.
 */
export function toText(trace: Trace, { width = 100, colours = false, job, all = false }: TextOptions = {}): string {
  const paint = painter(colours);
  const roots = treeOf(trace);
  const part = job === undefined ? new Set<string>() : partOf(roots, job);
  const rows = rowsOf(roots, all);
  const { start, end } = extentOf(trace);
  const names = rows.map((row) => label(row, trace.id));
  const nameWidth = Math.min(Math.max(...names.map(({ length }) => length)), Math.floor(width * 0.5));
  const barWidth = width - nameWidth - durationWidth - 4;
  const lines = rows.flatMap((row, index) => {
    const name = fit(names[index] as string, nameWidth);
    if (!('node' in row)) return [paint.dim(`  ${name}`)];
    const { node } = row;
    const mark = part.has(node.span.id) ? paint.mark('▎') : ' ';
    const failed = errorOf(node) !== undefined;
    const duration = formatDuration(node.span.end - node.span.start).padStart(durationWidth);
    const bar = barOf(node, start, end, barWidth);
    const line = `${mark} ${failed ? paint.error(name) : name} ${duration} ${paintBar(paint, node, bar)}`;
    return [line.trimEnd(), ...notesOf(node, paint, width, 4 + 2 * row.depth)];
  });
  return [...head(trace, start, end, paint), ...lines].join('\n');
}

function head({ id, spans }: Trace, start: number, end: number, paint: Paint): string[] {
  const services = new Set(spans.map(({ service }) => service)).size;
  const when = new Date(start).toLocaleString('sv-SE');
  return [
    paint.dim(
      `trace ${id}: ${spans.length} spans of ${services} services, ${formatDuration(end - start)} from ${when}`,
    ),
  ];
}

function label(row: Row, traceId: string): string {
  const indent = '  '.repeat(row.depth);
  if (!('node' in row)) {
    const [one] = row.omitted as [Node];
    const mean = row.omitted.reduce((sum, { span }) => sum + span.end - span.start, 0) / row.omitted.length;
    return `${indent}⋮ ${row.omitted.length} more: ${one.span.name}, ${formatDuration(mean)} each`;
  }
  const { node, parent } = row;
  const elsewhere = new Set(linksOf(node).map((link) => link.traceId));
  elsewhere.delete(traceId);
  const links = [...elsewhere].map((id) => ` ⇢ ${id.slice(0, 8)}`).join('');
  // Whose it is goes without saying below what the same process does.
  const sameAsParent = parent && !node.callee && (parent.callee ?? parent.span).service === node.span.service;
  const who = sameAsParent ? '' : ` · ${whoOf(node)}`;
  return `${indent}${titleOf(node)}${who}${links}${node.orphan ? ' (its parent has not been sent)' : ''}`;
}

function fit(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, width - 1)}…` : text.padEnd(width);
}

/** Where the bar begins, in columns, and its length, of at least one. */
function barOf({ span }: Node, start: number, end: number, width: number): [number, number] {
  const scale = width / Math.max(end - start, Number.MIN_VALUE);
  const from = Math.min(Math.floor((span.start - start) * scale), width - 1);
  return [from, Math.max(1, Math.min(Math.round((span.end - span.start) * scale), width - from))];
}

function paintBar(paint: Paint, node: Node, [from, length]: [number, number]): string {
  const ahead = Math.floor(length * readAheadOf(node));
  const bar = '░'.repeat(ahead) + '█'.repeat(length - ahead);
  const painted = errorOf(node) === undefined ? paint.service(bar, node.span.service) : paint.error(bar);
  return ' '.repeat(from) + painted;
}

/** What stands below a span: why it failed, and where its time went. */
function notesOf(node: Node, paint: Paint, width: number, indent: number): string[] {
  const error = errorOf(node);
  const stages = stagesOf(node.span).map(({ name, seconds, bytes }) => {
    return `${name} ${formatDuration(seconds * 1000)}${bytes > 0 ? ` (${formatBytes(bytes)})` : ''}`;
  });
  const notes = [...(error ? wrap([error], width - indent).map(paint.error) : [])];
  notes.push(...wrap(stages, width - indent).map(paint.dim));
  return notes.map((note) => ' '.repeat(indent) + note);
}

/** Pieces on as few lines as they need; none is broken, but cut where it is longer than a line. */
function wrap(pieces: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (const piece of pieces) {
    const last = lines.at(-1);
    const longer = last === undefined ? piece : `${last} · ${piece}`;
    if (last !== undefined && longer.length <= width) lines[lines.length - 1] = longer;
    else lines.push(fit(piece, Math.max(8, width)).trimEnd());
  }
  return lines;
}
