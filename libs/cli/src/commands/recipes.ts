import type { Command } from 'commander';
import { toJson } from '../json.js';
import { action } from '../session.js';

export function addRecipes(program: Command): void {
  program
    .command('recipes')
    .description('list the recipes by which views are made')
    .addHelpText('after', '\nExamples:\n  $ parallax recipes --json > recipes.json')
    .action(
      action(async (session) => {
        const client = session.client('AugmentationService');
        const response = await client.listRecipes({}, { signal: session.signal });
        const texts = response.recipes.map((recipe) => {
          const lines = recipe.operations.map((operation) => `  ${describeOperation(toJson('Operation', operation))}`);
          return [recipe.name, ...lines].join('\n');
        });
        session.answer('ListRecipesResponse', response, texts.join('\n\n'));
      }),
    );
}

/** `colorJitter brightness 0.4, contrast 0.4, …` */
function describeOperation(json: unknown): string {
  const [name, parameters] = Object.entries(json as Record<string, object>)[0] ?? ['', {}];
  const texts = Object.entries(parameters).map(([key, value]) => `${key} ${describeValue(value)}`);
  return `${name} ${texts.join(', ')}`.trimEnd();
}

function describeValue(value: unknown): string {
  if (value === null || typeof value !== 'object') return String(value);
  const { low = 0, high = 0 } = value as { low?: number; high?: number };
  return `${low} to ${high}`;
}
