// Runs in the page: tells all about the span that is chosen, beside the waterfall.
import type { Details } from '../details.js';

const waterfall = document.getElementById('waterfall') as HTMLElement;
const panel = document.getElementById('details') as HTMLElement;
const details = JSON.parse(document.getElementById('spans')?.textContent ?? '{}') as Record<string, Details>;

function element(tag: string, text = '', ...children: Node[]): HTMLElement {
  const made = document.createElement(tag);
  made.textContent = text;
  made.append(...children);
  return made;
}

function section(title: string, children: Node[]): Node[] {
  return children.length > 0 ? [element('h3', title), ...children] : [];
}

function table(rows: Node[][]): Node[] {
  return rows.length > 0 ? [element('table', '', ...rows.map((cells) => element('tr', '', ...cells)))] : [];
}

function choose(row: HTMLElement): void {
  const chosen = details[row.id.slice(1)];
  if (!chosen) return;
  waterfall.querySelector('.chosen')?.classList.remove('chosen');
  row.classList.add('chosen');
  const { title, who, took, error, stages, attributes, links } = chosen;
  const failure = element('p', error);
  failure.className = 'bad';
  panel.replaceChildren(
    closeButton(row),
    element('h2', title),
    element('p', `${took} · ${who}`),
    ...(error === undefined ? [] : [failure]),
    ...section('Stages', table(stages.map(stageCells))),
    ...section('Linked to', links.map(linkTo)),
    ...section('Attributes', table(attributes.map(([key, value]) => [element('th', key), element('td', value)]))),
  );
  panel.hidden = false;
}

function closeButton(row: HTMLElement): HTMLElement {
  const close = element('button', '×');
  close.className = 'close';
  close.ariaLabel = 'Close';
  close.addEventListener('click', () => {
    panel.hidden = true;
    row.focus();
  });
  return close;
}

function stageCells({ name, took, share, more }: Details['stages'][number]): Node[] {
  const meter = document.createElement('meter');
  meter.value = Math.min(1, share);
  meter.ariaLabel = `${Math.round(100 * share)} % of the span`;
  return [element('th', name), element('td', took), element('td', '', meter), element('td', more)];
}

/** A span of this trace can be gone to. */
function linkTo({ spanId, here, title }: Details['links'][number]): Node {
  const target = here ? document.getElementById(`s${spanId}`) : null;
  if (!target) return element('p', title);
  const anchor = document.createElement('a');
  anchor.textContent = title;
  anchor.href = `#${target.id}`;
  anchor.addEventListener('click', () => goTo(target));
  return element('p', '', anchor);
}

function goTo(row: HTMLElement): void {
  row.dispatchEvent(new Event('reveal', { bubbles: true }));
  row.scrollIntoView({ block: 'center' });
  choose(row);
}

waterfall.addEventListener('click', ({ target }) => {
  const row = (target as HTMLElement).closest<HTMLElement>('.span');
  if (row && !(target as HTMLElement).classList.contains('twist')) choose(row);
});

waterfall.addEventListener('keydown', (event) => {
  const row = (event.target as HTMLElement).closest<HTMLElement>('.span');
  if (!row || (event.key !== 'Enter' && event.key !== ' ')) return;
  event.preventDefault();
  choose(row);
});

// The page's address may name a span.
const named = location.hash ? document.getElementById(location.hash.slice(1)) : null;
if (named) goTo(named);
