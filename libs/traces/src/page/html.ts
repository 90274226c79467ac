import { readFileSync } from 'node:fs';
import { formatDuration } from '../format.js';
import { toText } from '../text.js';
import type { Trace } from '../trace.js';
import { extentOf, type Node, partOf, treeOf } from '../tree.js';
import { detailsOf } from './details.js';
import { escapeHtml, escapeJson } from './escape.js';
import { rowHtml } from './row.js';
import { style } from './style.js';

export interface PageOptions {
  /** What the page is about; default the trace's id. */
  title?: string;
  /** Marks the spans of this job. */
  job?: string;
}

/**
 * A trace as one HTML page, which needs nothing else: a waterfall to fold, zoom and search, and all about the span that is
 * chosen. Without its script it is the same waterfall as text.
 */
export function toHtml(trace: Trace, { title = `trace ${trace.id}`, job }: PageOptions = {}): string {
  const roots = treeOf(trace);
  const { start, end } = extentOf(trace);
  const part = job === undefined ? new Set<string>() : partOf(roots, job);
  const services = servicesOf(roots);
  const rows: string[] = [];
  const details: Record<string, object> = {};
  const visit = (node: Node, depth: number) => {
    const { span } = node;
    rows.push(rowHtml(node, { depth, start, end, colour: services.indexOf(span.service), marked: part.has(span.id) }));
    details[span.id] = detailsOf(node, trace);
    for (const child of node.children) visit(child, depth + 1);
  };
  for (const root of roots) visit(root, 1);
  const failed = trace.spans.filter(({ error }) => error !== undefined).length;
  const facts = [
    `<b>${formatDuration(end - start)}</b>`,
    `<b>${trace.spans.length}</b> spans`,
    `<b>${failed}</b> failed`,
    `from <time datetime="${new Date(start).toISOString()}">${new Date(start).toISOString().replace('T', ' ').slice(0, 19)} UTC</time>`,
    `trace <code>${escapeHtml(trace.id)}</code>`,
  ];
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
<header>
  <h1>${escapeHtml(title)}</h1>
  <p class="facts">${facts.join(' · ')}</p>
  <ul class="legend" aria-label="Services">${services.map(legendItem).join('')}</ul>
  <div class="tools" role="toolbar" aria-label="Waterfall">
    <input type="search" id="search" placeholder="Find a span, service or attribute" aria-label="Find spans">
    <output id="found" for="search"></output>
    <button type="button" id="unfold">Unfold all</button>
    <button type="button" id="fold">Fold all</button>
    <button type="button" id="out" aria-label="Zoom out">−</button>
    <button type="button" id="in" aria-label="Zoom in">+</button>
    <button type="button" id="whole">Whole trace</button>
  </div>
</header>
<main>
  <div id="waterfall" role="treegrid" aria-label="Spans of the trace" data-length="${end - start}">
    <div class="axis" role="row"><span role="columnheader">span</span><span role="columnheader">took</span><span role="columnheader" id="axis" aria-label="time since the first span">${'<i></i>'.repeat(5)}</span></div>
${rows.join('\n')}
  </div>
  <aside id="details" aria-live="polite" aria-label="The chosen span" hidden></aside>
</main>
<noscript><pre>${escapeHtml(toText(trace, { width: 140, ...(job !== undefined && { job }), all: true }))}</pre></noscript>
<script type="application/json" id="spans">${escapeJson(details)}</script>
${scripts()}
</html>
`;
}

/** Each once, in the order in which they come in. */
function servicesOf(roots: readonly Node[]): string[] {
  const services = new Set<string>();
  const visit = ({ span, children }: Node) => {
    services.add(span.service);
    for (const child of children) visit(child);
  };
  for (const root of roots) visit(root);
  return [...services];
}

function legendItem(service: string, index: number): string {
  return `<li><i class="c${index % 8}"></i>${escapeHtml(service.replace(/^parallax-/, ''))}</li>`;
}

/** The page's own scripts, as they were compiled. */
function scripts(): string {
  const names = ['fold', 'zoom', 'choose', 'search'];
  const texts = names.map((name) => readFileSync(new URL(`browser/${name}.js`, import.meta.url), 'utf8'));
  return texts
    .map((text) => `<script type="module">${text.replace(/^\/\/# sourceMappingURL.*$/m, '')}</script>`)
    .join('\n');
}
