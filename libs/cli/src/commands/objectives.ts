import { type Objective, objectives } from '@parallax/objectives';
import type { Command } from 'commander';
import { describeBounds } from '../objective-flags.js';
import { action } from '../session.js';

export function addObjectives(program: Command): void {
  program
    .command('objectives')
    .description('list what a training can make better, with parameters, defaults and bounds')
    .addHelpText(
      'after',
      '\nExamples:\n  $ parallax objectives\n  $ parallax train --objective nt-xent --temperature 0.5',
    )
    .action(
      action(async (session) => {
        const all = Object.values<Objective>(objectives);
        const json = all.map(({ name, about, paper, views, rows, parameters, metrics }) => ({
          ...{ name, about, paper, views, compares: [...rows], metrics: [...metrics] },
          parameters: Object.entries(parameters).map(([parameter, { bounds, ...rest }]) => ({
            ...{ name: parameter, ...rest, bounds: { ...bounds } },
          })),
        }));
        session.document({ objectives: json }, all.map(describeObjective).join('\n\n'));
      }),
    );
}

function describeObjective({ name, about, paper, views, rows, parameters }: Objective): string {
  const lines = Object.entries(parameters).map(
    ([parameter, { about, default: usual, bounds }]) =>
      `  ${parameter}  ${usual} (${describeBounds(bounds)}): ${about}`,
  );
  const compares = `  compares the ${rows.join(' and ')} of ${views === 1 ? 'one view' : `${views} views`} of each image`;
  return [name, `  ${about}`, compares, ...lines, `  ${paper}`].join('\n');
}

/** All of them as the rows of a table in Markdown, for docs/objectives.md. */
export function objectivesTable(): string {
  const rows = Object.values<Objective>(objectives).map(({ name, about, paper, views, rows, parameters }) => {
    const each = Object.entries(parameters).map(
      ([parameter, { about, default: usual, bounds }]) =>
        `\`${parameter}\` ${usual} (${describeBounds(bounds)}): ${about}`,
    );
    return `| ${[`\`${name}\``, about, views, rows.join(', '), each.join('; '), paper].join(' | ')} |`;
  });
  return rows.join('\n');
}
