import { formatDuration, titleOf, whoOf } from '../format.js';
import { type StageTotal, stagesOf } from '../stages.js';
import { errorOf, type Node, readAheadOf } from '../tree.js';
import { escapeHtml } from './escape.js';

export interface RowPlace {
  /** From 1, as ARIA counts. */
  depth: number;
  /** Of the trace, in milliseconds since 1970. */
  start: number;
  end: number;
  /** The place of the service in the legend. */
  colour: number;
  /** Whether the span belongs to the job that the page is about. */
  marked: boolean;
}

/** So deep the waterfall is unfolded at first. */
const unfoldedDepth = 4;

/** A span as a row of the waterfall: `--at` and `--for` are where its bar begins and how long it is, as shares of the trace. */
export function rowHtml(node: Node, { depth, start, end, colour, marked }: RowPlace): string {
  const { span, children, orphan } = node;
  const length = Math.max(end - start, Number.MIN_VALUE);
  const error = errorOf(node);
  const classes = ['span', error !== undefined && 'failed', marked && 'marked'].filter(Boolean).join(' ');
  const expanded = children.length > 0 ? ` aria-expanded="${depth < unfoldedDepth}"` : '';
  const duration = formatDuration(span.end - span.start);
  const at = ((span.start - start) / length).toFixed(6);
  const share = ((span.end - span.start) / length).toFixed(6);
  const notes = [
    ...(error === undefined ? [] : ['<em class="error">failed</em>']),
    ...(orphan ? ['<em>its parent has not been sent</em>'] : []),
    ...(span.links.length + (node.callee?.links.length ?? 0) > 0 ? ['<em title="linked to other spans">⇢</em>'] : []),
  ];
  return (
    `<div class="${classes}" role="row" id="s${span.id}" aria-level="${depth}"${expanded} tabindex="-1"${depth > unfoldedDepth ? ' hidden' : ''}>` +
    `<span role="gridcell" class="name" style="--depth:${depth}"><b class="twist" aria-hidden="true"></b>${escapeHtml(titleOf(node))} <small>${escapeHtml(whoOf(node))}</small>${notes.join('')}</span>` +
    `<span role="gridcell" class="took">${duration}</span>` +
    `<span role="gridcell" class="time" aria-label="from ${formatDuration(span.start - start)}"><i class="bar c${colour % 8}" style="--at:${at};--for:${share}">${segments(node)}</i></span></div>`
  );
}

/** The stages within the bar of an epoch's steps, which follow each other; within that of an epoch, what comes before its steps. */
function segments(node: Node): string {
  const { span } = node;
  const ahead = readAheadOf(node);
  if (ahead > 0) return `<u class="s3" style="width:${(100 * ahead).toFixed(2)}%" title="reading ahead"></u>`;
  if (span.name !== 'steps') return '';
  const length = (span.end - span.start) / 1000;
  const segment = ({ name, seconds }: StageTotal, index: number) =>
    `<u class="s${index % 6}" style="width:${((100 * seconds) / length).toFixed(2)}%" title="${escapeHtml(name)} ${formatDuration(seconds * 1000)}"></u>`;
  return stagesOf(span).map(segment).join('');
}
