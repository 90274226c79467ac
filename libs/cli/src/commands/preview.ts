import { writeFile } from 'node:fs/promises';
import type { PreviewRequest } from '@parallax/contract';
import type { Command } from 'commander';
import { formatBytes } from '../format.js';
import { checkFile, fileOption } from '../out-options.js';
import { action } from '../session.js';
import { addSpecFlags, type SpecFlag, specFrom } from '../spec.js';
import { toDataset, toNumber, toNumbers, toRecipe } from '../values.js';

const flags: readonly SpecFlag[] = [
  { flags: '--recipe <name>', about: 'a name, or a .json file', path: 'recipe', parse: toRecipe('--recipe') },
  { flags: '--dataset <name>', about: 'a name or a digest; default cifar10', path: 'dataset', parse: toDataset },
  { flags: '--split <name>', about: 'default train', path: 'split', parse: String, choices: ['train', 'test'] },
  {
    flags: '--indices <list>',
    about: 'which images, such as 0,7,12; default the first 8',
    path: 'indices',
    parse: toNumbers,
  },
  { flags: '--views <n>', about: 'views of each image; default 8', path: 'views', parse: toNumber },
  { flags: '--seed <n>', about: 'default 0', path: 'seed', parse: toNumber },
  { flags: '--epoch <n>', about: 'default 0', path: 'epoch', parse: toNumber },
];

const examples = `
Examples:
  $ parallax preview --recipe simclr-cifar --out views.png
  $ parallax preview --recipe my-recipe.json --indices 3,5 --views 16`;

export function addPreview(program: Command): void {
  const command = program
    .command('preview')
    .description('draw views beside their images, as a PNG')
    .addOption(fileOption('--out <file>', 'the PNG').default('preview.png'))
    .addHelpText('after', examples);
  addSpecFlags(command, 'a PreviewRequest', flags).action(
    action<{ out: string }>(async (session, options) => {
      // The default has not been looked at.
      checkFile('--out', options.out);
      const request = specFrom<PreviewRequest>('PreviewRequest', flags, options);
      const named = { ...request, recipe: request.recipe ?? { name: 'simclr-cifar' } };
      const response = await session.client('AugmentationService').preview(named, { signal: session.signal });
      const png = response.png ?? new Uint8Array();
      await writeFile(options.out, png);
      session.answer('PreviewResponse', response, `${options.out} (${formatBytes(png.length)})`);
    }),
  );
}
