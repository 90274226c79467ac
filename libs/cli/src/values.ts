import { readJson } from '@parallax/contract';
import { onlineMeasures } from '@parallax/specs';
import { InvalidArgumentError, Option } from 'commander';
import type { JsonObject, SpecFlag } from './spec.js';

/** An option that takes one of a few words. */
export function choice(flags: string, about: string, choices: readonly string[]): Option {
  return new Option(flags, about).choices(choices);
}

/** Text that stays as it is. */
export const asIs = (text: string): string => text;

/** One of an enumeration's words, `squeeze`, as the contract spells it: `FIT_SQUEEZE`. */
export const toEnum = (prefix: string) => (text: string) => `${prefix}_${text.toUpperCase().replaceAll('-', '_')}`;

/** Of a flag for what is so or is not: without it, its default stays. */
export const yesOrNo: Pick<SpecFlag, 'parse' | 'choices'> = {
  parse: (text) => text === 'yes',
  choices: ['yes', 'no'],
};

/** A number, for commander. */
export function toNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('It must be a number.');
  return value;
}

/** A whole number from 1, for commander. */
export function toCount(text: string): number {
  const value = toNumber(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('It must be a whole number from 1.');
  return value;
}

/** How many epochs there are, or after a `+` how many come to those that there are, as text: for commander. */
export function toEpochs(text: string): number | string {
  return text.startsWith('+') ? String(toCount(text.slice(1))) : toNumber(text);
}

/** Rules by which encoders are kept, `every:10,best:knn`, for commander. */
export function toKeep(text: string): JsonObject {
  const keep: { everyEpochs?: number; best: string[] } = { best: [] };
  for (const rule of text.split(',')) {
    const [kind, value = ''] = rule.split(/:(.*)/s);
    if (kind === 'every') keep.everyEpochs = toCount(value);
    else if (kind === 'best') keep.best.push(toMeasure(value));
    else throw new InvalidArgumentError('It must be like every:10, best:knn, or both with a comma.');
  }
  return { ...keep };
}

/** A measure, and for how many epochs it is not to be better than its best: `knn:5`, for commander. */
export function toStopWhen(text: string): JsonObject {
  const [, measure = '', patience = ''] = /^([^:]*):(.*)$/s.exec(text) ?? [];
  if (patience === '') throw new InvalidArgumentError('It must be like knn:5: a measure, and a number of epochs.');
  return { measure: toMeasure(measure), patience: toCount(patience) };
}

function toMeasure(text: string): string {
  const found = Object.entries(onlineMeasures).find(([, { word }]) => word === text.replaceAll('-', '_'));
  if (found) return found[0];
  const words = Object.values(onlineMeasures).map(({ word }) => word);
  throw new InvalidArgumentError(`A measure must be one of ${words.join(', ')}.`);
}

/** The id of a training, for commander. */
export function toTraining(text: string): string {
  if (/^training-[0-9a-f]{16}$/.test(text)) return text;
  throw new InvalidArgumentError("It must be a training's id: training-…");
}

/** Numbers with commas between them, for commander. */
export function toNumbers(text: string): number[] {
  return text.split(',').map(toNumber);
}

/** A recipe by its name, or, where it ends with `.json`, from a file; what is wrong with that names the flag. */
export const toRecipe =
  (flag: string) =>
  (text: string): JsonObject =>
    text.endsWith('.json') ? readJson(flag, text) : { name: text };

/** Recipes, each with how many views by it: `dino-2,dino-local:6`; one view where nothing is said. */
export const toViewGroups =
  (flag: string) =>
  (text: string): JsonObject[] =>
    text.split(',').map((each) => {
      const [, recipe = '', views = '1'] = /^(.*?)(?::(\d+))?$/.exec(each) ?? [];
      return { recipe: toRecipe(flag)(recipe), views: Number(views) };
    });

/** One shard of several, `0/4`, for commander. */
export function toShard(text: string): JsonObject {
  const [, index, count] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  if (index === undefined || count === undefined)
    throw new InvalidArgumentError('It must be like 0/4: the first of four.');
  return { index: Number(index), count: Number(count) };
}

/** Ids with commas between them, for commander. */
export function toIds(text: string): string[] {
  return text.split(',');
}

/** A dataset by its name, by its digest, or by the import that brings it. */
export function toDataset(text: string): JsonObject {
  if (/^import-[0-9a-f]{16}$/.test(text)) return { import: text };
  return /^[0-9a-f]{64}$/.test(text) ? { digest: text } : { name: text };
}

/** An encoder by the id of its training, which may be followed by an epoch (`training-…@10`), or by its sha256; undefined for all else. */
export function encoderIn(text: string): { training: string; epoch?: number } | { sha256: string } | undefined {
  if (/^[0-9a-f]{64}$/.test(text)) return { sha256: text };
  const [, training, epoch] = /^(training-[^@]*)(?:@([1-9]\d*))?$/.exec(text) ?? [];
  return training === undefined ? undefined : { training, ...(epoch && { epoch: Number(epoch) }) };
}

/** The same, for commander. */
export function toEncoder(text: string): JsonObject {
  const encoder = encoderIn(text);
  if (encoder) return encoder;
  throw new InvalidArgumentError(
    "It must be a training's id (training-…, and @N for the encoder that it kept of epoch N) or an encoder's sha256 (64 hexadecimal digits).",
  );
}

const units = { s: 1, m: 60, h: 3600, d: 86_400 } as const;

/** `90m`, `6h` or `2d` in seconds, for commander. */
export function toSeconds(text: string): number {
  const [, count, unit] = /^([1-9]\d*)([smhd])$/.exec(text) ?? [];
  if (!unit) throw new InvalidArgumentError('It must be a duration, such as 90m, 6h or 2d.');
  return Number(count) * units[unit as keyof typeof units];
}
