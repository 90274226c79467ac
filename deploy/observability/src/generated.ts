import type { Dashboard, DashboardBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { stringify } from 'yaml';
import { rules } from './alerts.js';
import { consolePage } from './console.js';
import { experimentBoard } from './experiment.js';
import { fleetBoard } from './fleet.js';
import { stagesBoard } from './stages.js';

const boards: Readonly<Record<string, () => DashboardBuilder>> = {
  experiment: experimentBoard,
  stages: stagesBoard,
  fleet: fleetBoard,
};

/** The files that are made from this code, by their paths in the room. */
export function generated(): Record<string, string> {
  const dashboards = Object.entries(boards).map(([name, build]) => [name, numbered(build().build())] as const);
  const files = dashboards.map(([name, dashboard]) => [`dashboards/${name}.json`, json(dashboard)]);
  return {
    ...Object.fromEntries(files),
    'console/parallax.html': consolePage(dashboards.map(([, dashboard]) => dashboard)),
    'alerts.yaml': alerts(),
  };
}

/** Grafana's links to a panel name it by its number. */
function numbered(dashboard: Dashboard): Dashboard {
  dashboard.panels?.forEach((panel, index) => {
    panel.id = index + 1;
  });
  return dashboard;
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function alerts(): string {
  const groups = [{ name: 'parallax', rules }];
  return `# Made from src/alerts.ts by \`npm run generate\`.\n${stringify({ groups }, { lineWidth: 0 })}`;
}
