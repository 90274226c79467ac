// Runs in the page: what part of the trace's time the waterfall shows. Bars place themselves by `--from` and `--window`.

const waterfall = document.getElementById('waterfall') as HTMLElement;
const axis = document.getElementById('axis') as HTMLElement;
const length = Number(waterfall.dataset.length);

/** What is shown, as shares of the trace. */
let shown = { from: 0, window: 1 };

function show(from: number, window: number): void {
  const width = Math.min(1, Math.max(window, 1e-6));
  shown = { from: Math.min(Math.max(from, 0), 1 - width), window: width };
  waterfall.style.setProperty('--from', String(shown.from));
  waterfall.style.setProperty('--window', String(shown.window));
  for (const [index, tick] of [...axis.children].entries()) {
    (tick as HTMLElement).style.left = `${index * 20}%`;
    tick.textContent = label((shown.from + (shown.window * index) / 5) * length);
  }
}

/** Seconds, with as many digits as a step from one tick to the next takes, to two of its figures. */
function label(milliseconds: number): string {
  const digits = Math.ceil(1 - Math.log10((shown.window * length) / 5 / 1000));
  return `${(milliseconds / 1000).toFixed(Math.max(0, Math.min(6, digits)))} s`;
}

/** @param centre stays where it is */
function zoom(factor: number, centre = shown.from + shown.window / 2): void {
  const window = Math.min(1, shown.window * factor);
  show(centre - ((centre - shown.from) * window) / shown.window, window);
}

/** Where a pointer is, as a share of the trace; undefined beside the bars. */
function shareAt(x: number): number | undefined {
  const { left, width } = axis.getBoundingClientRect();
  const share = (x - left) / width;
  return share >= 0 && share <= 1 ? shown.from + share * shown.window : undefined;
}

waterfall.addEventListener(
  'wheel',
  (event) => {
    const centre = shareAt(event.clientX);
    if (centre === undefined || !(event.ctrlKey || event.metaKey || event.shiftKey)) return;
    event.preventDefault();
    const turned = event.deltaY || event.deltaX;
    if (event.shiftKey) show(shown.from + Math.sign(turned) * shown.window * 0.1, shown.window);
    else zoom(turned > 0 ? 1.25 : 0.8, centre);
  },
  { passive: false },
);

// A double click shows a span, and what is dragged over is shown.
waterfall.addEventListener('dblclick', ({ target }) => {
  const bar = (target as HTMLElement).closest('.span')?.querySelector<HTMLElement>('.bar');
  if (!bar) return;
  const [at = 0, size = 1] = ['--at', '--for'].map((name) => Number(bar.style.getPropertyValue(name)));
  show(at - size * 0.1, size * 1.2);
});

waterfall.addEventListener('pointerdown', (down) => {
  const from = shareAt(down.clientX);
  if (from === undefined || down.button !== 0) return;
  const band = document.createElement('div');
  band.id = 'band';
  const move = ({ clientX }: PointerEvent) => {
    const { top, bottom } = waterfall.getBoundingClientRect();
    const [left, right] = [Math.min(down.clientX, clientX), Math.max(down.clientX, clientX)];
    const box = { left, width: right - left, top, height: bottom - top };
    for (const [side, pixels] of Object.entries(box)) band.style.setProperty(side, `${pixels}px`);
    if (right - left > 4) document.body.append(band);
  };
  const end = ({ clientX }: PointerEvent) => {
    document.removeEventListener('pointermove', move);
    const to = shareAt(clientX);
    if (band.isConnected && to !== undefined) show(Math.min(from, to), Math.abs(to - from));
    band.remove();
  };
  document.addEventListener('pointermove', move);
  document.addEventListener('pointerup', end, { once: true });
});

/** By the buttons' ids, and by keys. */
const acts: Record<string, () => void> = { in: () => zoom(0.5), out: () => zoom(2), whole: () => show(0, 1) };
const keys: Record<string, string> = { '+': 'in', '-': 'out', '0': 'whole' };
for (const [id, act] of Object.entries(acts)) document.getElementById(id)?.addEventListener('click', act);
waterfall.addEventListener('keydown', ({ key }) => acts[keys[key] ?? '']?.());

show(0, 1);

export {};
