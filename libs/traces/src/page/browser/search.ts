// Runs in the page: shows which spans hold a text, in their names, services or attributes.
import type { Details } from '../details.js';

const rows = [...document.querySelectorAll<HTMLElement>('.span')];
const details = JSON.parse(document.getElementById('spans')?.textContent ?? '{}') as Record<string, Details>;
const texts = new Map(rows.map((row) => [row, textOf(details[row.id.slice(1)])]));

function textOf(span: Details | undefined): string {
  return span ? [span.title, span.who, span.error, ...span.attributes.flat()].join(' ').toLowerCase() : '';
}

document.getElementById('search')?.addEventListener('input', ({ target }) => {
  const text = (target as HTMLInputElement).value.toLowerCase().trim();
  const found = text === '' ? [] : rows.filter((row) => texts.get(row)?.includes(text));
  for (const row of rows) row.classList.toggle('faint', text !== '' && !found.includes(row));
  for (const row of found) row.dispatchEvent(new Event('reveal', { bubbles: true }));
  (document.getElementById('found') as HTMLElement).textContent = text === '' ? '' : `${found.length} found`;
});
