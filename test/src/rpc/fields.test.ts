import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageDefinition } from '@parallax/contract';
import { variables } from '@parallax/settings';
import test from 'ava';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** Where requests are checked. */
const rooms = ['specs', 'jobs', 'reader', 'views'].map((name) => `libs/${name}/src`);
const services = ['augmentation', 'training', 'embedding', 'probe'].map((name) => `services/${name}/src`);

/** What is wrong there is not in the request, but in an encoder's file. */
const inFiles = new Set(['image size']);

interface Names {
  type?: { field?: { name: string }[]; oneofDecl?: { name: string }[] };
}

/** All names of fields, and of `oneof`s, which stand for a field that is missing. */
const known = new Set(
  Object.entries(packageDefinition as unknown as Record<string, Names>)
    .filter(([name]) => name.startsWith('parallax.v1.'))
    .flatMap(([, { type }]) => [...(type?.field ?? []), ...(type?.oneofDecl ?? [])].map(({ name }) => snake(name))),
);

function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** The texts that name a field: what refusals and checks are called with, and whatever looks like a path into a spec. */
function pathsIn(source: string): string[] {
  const named = /\b(?:invalidField|check[A-Z]\w*|resolveRecipe)\(\s*(['`])(.*?)\1/gs;
  const looksLikeOne = /(['`])((?:spec|options|recipe)\.[^'`\s]+)\1/g;
  return [named, looksLikeOne].flatMap((pattern) => [...source.matchAll(pattern)].map((match) => match[2] as string));
}

/** The parts of a path that are no field's name; what a template fills in may be anything. */
function strangeParts(path: string): string[] {
  const parts = path
    .replaceAll(/\$\{[^}]*\}/g, '*')
    .replaceAll(/\[[^\]]*\]/g, '')
    .split('.');
  return parts.filter((part, index) => {
    // A setting may be what is wrong, too.
    if (index === 0 && (part === 'spec' || Object.hasOwn(variables, part))) return false;
    const pattern = new RegExp(`^${part.replaceAll('*', '.+')}$`);
    return ![...known].some((name) => pattern.test(name));
  });
}

test('every field that a refusal names is spelled as in the proto files', (t) => {
  let found = 0;
  for (const room of [...rooms, ...services]) {
    for (const file of readdirSync(join(root, room), { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.ts')) continue;
      for (const path of pathsIn(readFileSync(join(root, room, file), 'utf8'))) {
        if (inFiles.has(path)) continue;
        found++;
        t.deepEqual(strangeParts(path), [], `${room}/${file}: ${path}`);
      }
    }
  }
  t.true(found > 80, `only ${found} paths were found`);
});

test('a misspelt field would be seen', (t) => {
  const hole = '$'.concat('{it}');
  const source = `checkInteger('spec.checkpointSteps', 1); throw invalidField(\`${hole}.learningRate\`, x)`;
  t.deepEqual(pathsIn(source).flatMap(strangeParts), ['checkpointSteps', 'learningRate', 'checkpointSteps']);
  t.deepEqual([`spec.views.${hole}_images`, `recipe.operations[${hole}]`].flatMap(strangeParts), []);
});
