// Runs in the page: folds and unfolds the waterfall, and moves in it by the keys of a tree. Asked for by the event `reveal` on a
// row, it unfolds what the row lies in.

const waterfall = document.getElementById('waterfall') as HTMLElement;
const rows = [...waterfall.querySelectorAll<HTMLElement>('.span')];

const levelOf = (row: HTMLElement) => Number(row.ariaLevel);
const isOpen = (row: HTMLElement) => row.ariaExpanded !== 'false';

/** Hides what lies below a folded row. */
function layOut(): void {
  let foldedAt = Infinity;
  for (const row of rows) {
    if (levelOf(row) <= foldedAt) foldedAt = Infinity;
    row.hidden = levelOf(row) > foldedAt;
    if (!row.hidden && !isOpen(row)) foldedAt = levelOf(row);
  }
}

function unfold(row: HTMLElement, open: boolean): void {
  if (row.ariaExpanded !== null) row.ariaExpanded = String(open);
}

function turn(row: HTMLElement, open: boolean): void {
  unfold(row, open);
  layOut();
}

/** The nearest row above that is one level up. */
function parentOf(row: HTMLElement): HTMLElement | undefined {
  return rows.slice(0, rows.indexOf(row)).findLast((above) => levelOf(above) < levelOf(row));
}

/** One row at a time is in the order of the tabulator key. */
function focus(row: HTMLElement | undefined): void {
  if (!row) return;
  for (const each of rows) each.tabIndex = each === row ? 0 : -1;
  row.focus();
}

const rowOf = ({ target }: Event) => (target as HTMLElement).closest<HTMLElement>('.span');

waterfall.addEventListener('reveal', (event) => {
  const row = rowOf(event);
  for (let above = row && parentOf(row); above; above = parentOf(above)) unfold(above, true);
  layOut();
});

waterfall.addEventListener('click', (event) => {
  const row = rowOf(event);
  if (!row) return;
  focus(row);
  if ((event.target as HTMLElement).classList.contains('twist')) turn(row, !isOpen(row));
});

waterfall.addEventListener('keydown', (event) => {
  const row = rowOf(event);
  if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
  const visible = rows.filter((each) => !each.hidden);
  const place = visible.indexOf(row);
  const keys: Record<string, () => void> = {
    ArrowDown: () => focus(visible[place + 1]),
    ArrowUp: () => focus(visible[place - 1]),
    Home: () => focus(visible[0]),
    End: () => focus(visible.at(-1)),
    ArrowRight: () => (isOpen(row) ? focus(visible[place + 1]) : turn(row, true)),
    ArrowLeft: () => (row.ariaExpanded === 'true' ? turn(row, false) : focus(parentOf(row))),
  };
  const act = keys[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

for (const [id, open] of [
  ['unfold', true],
  ['fold', false],
] as const) {
  document.getElementById(id)?.addEventListener('click', () => {
    for (const row of rows) unfold(row, open || levelOf(row) === 1);
    layOut();
  });
}

layOut();
if (rows[0]) rows[0].tabIndex = 0;

export {};
