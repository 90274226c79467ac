import { readFileSync } from 'node:fs';
import type { Dashboard, Panel, RowPanel, VariableModel } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Dataquery } from '@grafana/grafana-foundation-sdk/prometheus';

/**
 * The dashboards as one page for where there is no Grafana: Prometheus serves it (`--web.console.templates`). A page of
 * ours, and a plain one: it draws what Grafana would draw better.
 */
export function consolePage(dashboards: readonly Dashboard[]): string {
  const script = readFileSync(new URL('./client/client.js', import.meta.url), 'utf8');
  const style = readFileSync(new URL('../client/style.css', import.meta.url), 'utf8');
  return `<!doctype html>
<!-- Made from src/console.ts and client/ by \`npm run generate\`. -->
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Parallax</title>
<style>
${style}</style>
<header>
<h1>Parallax</h1>
<nav></nav>
<span id="choices"></span>
<select id="range" aria-label="Time">
<option value="300">5 minutes</option>
<option value="900" selected>15 minutes</option>
<option value="3600">1 hour</option>
<option value="21600">6 hours</option>
<option value="172800">2 days</option>
</select>
</header>
<main id="board"></main>
<script type="application/json" id="boards">${inScript(JSON.stringify(dashboards.map(boardOf)))}</script>
<script type="module">
${script}</script>
</html>
`;
}

/** No tag may end the script. */
function inScript(json: string): string {
  return json.replaceAll('</', '<\\/');
}

function boardOf({ title, panels = [], templating }: Dashboard) {
  const rows: { title: string; panels: object[] }[] = [];
  for (const panel of panels) {
    if (isRow(panel)) rows.push({ title: panel.title ?? '', panels: [] });
    else if (panel.type !== 'table') rows.at(-1)?.panels.push(panelOf(panel));
  }
  return { title: title?.replace('Parallax: ', ''), choices: choicesOf(templating?.list ?? []), rows };
}

function isRow(panel: Panel | RowPanel): panel is RowPanel {
  return panel.type === 'row';
}

function panelOf({ title, description, targets = [], fieldConfig }: Panel) {
  const { unit, max, custom } = fieldConfig?.defaults ?? {};
  return {
    title,
    about: description,
    unit,
    max: max ?? null,
    stacked: custom?.stacking !== undefined,
    targets: (targets as Dataquery[]).map(({ expr, legendFormat, instant }) => ({
      expr,
      // Prometheus takes the page for a template, in which two braces would begin an action.
      legend: legendFormat?.replaceAll(/\{\{(\w+)\}\}/g, '<$1>'),
      instant: instant === true,
    })),
  };
}

function choicesOf(variables: readonly VariableModel[]) {
  return variables.flatMap(({ name, label, query }) => {
    const [, selector, attribute] = /^label_values\((.*), (\w+)\)$/.exec(String(query ?? '')) ?? [];
    return attribute ? [{ name, label, of: attribute, in: selector }] : [];
  });
}
