// What runs in the browser: it asks Prometheus, from whose console the page came, for what the panels show, and draws it.

interface Target {
  expr: string;
  /** With the names of labels: `<parallax_stage>`. */
  legend: string;
  instant: boolean;
}

interface Panel {
  title: string;
  about: string;
  unit: string;
  stacked: boolean;
  max: number | null;
  targets: Target[];
}

interface Choice {
  name: string;
  label: string;
  of: string;
  in: string;
}

interface Board {
  title: string;
  choices: Choice[];
  rows: { title: string; panels: Panel[] }[];
}

interface Series {
  name: string;
  points: [number, number][];
}

const boards = JSON.parse(byId('boards').textContent) as Board[];
const [WIDTH, HEIGHT] = [360, 120];
const POINTS = 180;
const REFRESH_MS = 5_000;
const colours = ['#3b6fd4', '#d9782d', '#3f9a56', '#b84a62', '#7a5cc7', '#2b9aa6', '#8c7a2e', '#6b7280'];

const chosen: Record<string, string> = {};
let drawing = new AbortController();

function byId(id: string): HTMLElement {
  return document.getElementById(id) as HTMLElement;
}

function element(tag: string, text = '', attributes: Record<string, string> = {}): HTMLElement {
  const made = document.createElement(tag);
  made.textContent = text;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

/** Grafana's variables, and what was chosen. */
function fill(expr: string, seconds: number): string {
  return expr
    .replaceAll('$__rate_interval', `${Math.max(60, Math.ceil((seconds / POINTS) * 4))}s`)
    .replaceAll('$__range', `${seconds}s`)
    .replaceAll(/\$(\w+)/g, (_, name) => chosen[name] || '.*');
}

async function ask(path: string, query: Record<string, string>, signal: AbortSignal) {
  const response = await fetch(`../api/v1/${path}?${new URLSearchParams(query)}`, { signal });
  const { data, error } = await response.json();
  if (error) throw new Error(error);
  return data;
}

async function read({ expr, legend, instant }: Target, seconds: number, signal: AbortSignal): Promise<Series[]> {
  const end = Date.now() / 1000;
  const query = fill(expr, seconds);
  const span = { start: String(end - seconds), end: String(end), step: String(Math.max(5, seconds / POINTS)) };
  const data = instant ? await ask('query', { query }, signal) : await ask('query_range', { query, ...span }, signal);
  return (
    data.result as { metric: Record<string, string>; value?: [number, string]; values?: [number, string][] }[]
  ).map((each) => ({
    name: legend.replaceAll(/<(\w+)>/g, (_, label) => each.metric[label] ?? '').trim(),
    points: ((each.values ?? [each.value]) as [number, string][])
      .map(([time, value]): [number, number] => [time, Number(value)])
      .filter(([, value]) => Number.isFinite(value)),
  }));
}

function format(value: number, unit: string): string {
  if (unit === 'percentunit') return `${(value * 100).toFixed(1)} %`;
  const suffix = { s: ' s', bytes: 'B', Bps: 'B/s', reqps: '/s' }[unit] ?? '';
  const [scale, prefix] = (
    [
      [1e9, 'G'],
      [1e6, 'M'],
      [1e3, 'k'],
    ] as const
  ).find(([size]) => Math.abs(value) >= size) ?? [1, ''];
  const number = Number((value / scale).toPrecision(3));
  return `${number}${prefix ? ` ${prefix}` : suffix.startsWith('B') ? ' ' : ''}${suffix}`;
}

/** Each series on top of those before it, where they share a time. */
function stack(series: Series[]): Series[] {
  const below = new Map<number, number>();
  return series.map(({ name, points }) => ({
    name,
    points: points.map(([time, value]): [number, number] => {
      const sum = (below.get(time) ?? 0) + value;
      below.set(time, sum);
      return [time, sum];
    }),
  }));
}

function lines(panel: Panel, series: Series[], seconds: number): string {
  const drawn = panel.stacked ? stack(series) : series;
  const values = drawn.flatMap(({ points }) => points.map(([, value]) => value));
  const top = panel.max ?? Math.max(...values);
  const bottom = Math.min(...values, panel.stacked || panel.max !== null ? 0 : top);
  const end = Date.now() / 1000;
  const x = (time: number) => ((1 - (end - time) / seconds) * WIDTH).toFixed(1);
  const y = (value: number) => (HEIGHT - ((value - bottom) / (top - bottom || 1)) * HEIGHT).toFixed(1);
  const paths = drawn.map(({ points }, index) => {
    const colour = colours[index % colours.length];
    const at = points.map(([time, value]) => `${x(time)},${y(value)}`).join(' ');
    if (!panel.stacked) return `<polyline points="${at}" fill="none" stroke="${colour}" stroke-width="1.5"/>`;
    const [first, last] = [points[0], points.at(-1)].map((point) => x(point?.[0] ?? end));
    return `<polygon points="${first},${HEIGHT} ${at} ${last},${HEIGHT}" fill="${colour}"/>`;
  });
  // What is stacked on top is drawn first, so that it does not hide what is beneath.
  if (panel.stacked) paths.reverse();
  const label = (value: number, line: number) => `<text x="2" y="${line}">${format(value, panel.unit)}</text>`;
  return `<svg viewBox="0 -4 ${WIDTH} ${HEIGHT + 8}">${paths.join('')}${label(top, 8)}${label(bottom, HEIGHT)}</svg>`;
}

async function draw(panel: Panel, place: HTMLElement, seconds: number, signal: AbortSignal): Promise<void> {
  const answers = await Promise.all(panel.targets.map((target) => read(target, seconds, signal)));
  const series = answers.flat().filter(({ points }) => points.length > 0);
  const graph = series.length > 0 && !panel.targets.some(({ instant }) => instant);
  const list = element('ul');
  for (const [index, { name, points }] of series.entries()) {
    const item = element('li', `${name} `, { style: `--colour: ${colours[index % colours.length]}` });
    item.append(element('b', format(points.at(-1)?.[1] ?? 0, panel.unit)));
    list.append(item);
  }
  const figure = element('figure', '', { title: panel.about });
  figure.append(element('figcaption', panel.title));
  if (graph) figure.insertAdjacentHTML('beforeend', lines(panel, series, seconds));
  figure.append(series.length > 0 ? list : element('p', 'no data yet'));
  place.replaceChildren(figure);
}

async function offer({ name, label, of, in: selector }: Choice, signal: AbortSignal): Promise<HTMLElement> {
  const values: string[] = await ask(`label/${of}/values`, { 'match[]': selector }, signal);
  const select = element('select', '', { 'aria-label': label }) as HTMLSelectElement;
  select.append(new Option(`${label}: all`, ''), ...values.map((value) => new Option(value)));
  select.value = values.includes(chosen[name] ?? '') ? (chosen[name] as string) : '';
  select.onchange = () => {
    chosen[name] = select.value;
    void show();
  };
  return select;
}

async function show(): Promise<void> {
  drawing.abort();
  drawing = new AbortController();
  const { signal } = drawing;
  const board = boards.find(({ title }) => `#${title}` === location.hash) ?? (boards[0] as Board);
  for (const link of document.querySelectorAll('nav a'))
    link.classList.toggle('here', link.textContent === board.title);
  const seconds = Number((byId('range') as HTMLSelectElement).value);
  byId('choices').replaceChildren(...(await Promise.all(board.choices.map((choice) => offer(choice, signal)))));
  const drawn: [Panel, HTMLElement][] = [];
  const sections = board.rows.map(({ title, panels }) => {
    const section = element('section');
    section.append(element('h2', title));
    for (const panel of panels) {
      const place = element('div');
      section.append(place);
      drawn.push([panel, place]);
    }
    return section;
  });
  byId('board').replaceChildren(...sections);
  while (!signal.aborted) {
    await Promise.allSettled(drawn.map(([panel, place]) => draw(panel, place, seconds, signal)));
    document.body.dataset.drawn = board.title;
    await new Promise((resolve) => setTimeout(resolve, REFRESH_MS));
  }
}

for (const { title } of boards) document.querySelector('nav')?.append(element('a', title, { href: `#${title}` }));
byId('range').onchange = window.onhashchange = () => void show();
void show();

export {};
