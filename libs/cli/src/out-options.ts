import { accessSync, constants, type Stats, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { invalidField } from '@parallax/errors';
import { Option } from 'commander';

/** An option for a file that the command writes in the end: where it can't lie there, that is said before anything is done. */
export function fileOption(flags: string, about: string): Option {
  return new Option(flags, about).argParser((path) => checkFile(flags.split(' ')[0] as string, path));
}

/** The same for a folder, which is made where it isn't there. */
export function folderOption(flags: string, about: string): Option {
  return new Option(flags, about).argParser((path) => checkFolder(flags.split(' ')[0] as string, path));
}

/** @returns the path of a file that may be written @throws INVALID_FIELD where it is a folder, or lies in none that may be written into */
export function checkFile(flag: string, path: string): string {
  const found = statOf(path);
  if (path === '' || found?.isDirectory()) throw invalidField(flag, path, 'must be a file, and is a folder');
  // A pipe or a device is written to where it is.
  if (found && !found.isFile()) return path;
  const folder = dirname(resolve(path));
  if (!statOf(folder)?.isDirectory())
    throw invalidField(flag, path, `must be a file in a folder that is there, and ${folder} is none`);
  if (!mayWrite(folder)) throw invalidField(flag, path, `must be a file that you may write: ${folder} is not yours to`);
  return path;
}

/** @returns the path of a folder that may be made, or written into @throws INVALID_FIELD where a file is in its way, or a folder that isn't writable */
export function checkFolder(flag: string, path: string): string {
  let folder = resolve(path);
  while (!statOf(folder) && folder !== dirname(folder)) folder = dirname(folder);
  if (!statOf(folder)?.isDirectory()) throw invalidField(flag, path, `must be a folder, and ${folder} is a file`);
  if (!mayWrite(folder))
    throw invalidField(flag, path, `must be a folder that you may write: ${folder} is not yours to`);
  return path;
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    // It is not there, or behind what may not be looked into.
    return undefined;
  }
}

function mayWrite(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
