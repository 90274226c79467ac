import { readFileSync } from 'node:fs';
import type { JsonObject, JsonValue } from '@bufbuild/protobuf';
import { invalidField } from '@parallax/errors';

/**
 * A JSON object from a file, or from stdin where the file is `-`.
 *
 * @param flag that named the file
 * @throws INVALID_FIELD
 */
export function readJson(flag: string, file: string): JsonObject {
  const json = parseJson(flag, file, readText(flag, file));
  if (json === null || typeof json !== 'object' || Array.isArray(json)) {
    throw invalidField(flag, file, 'must hold a JSON object');
  }
  return json;
}

function readText(flag: string, file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (cause) {
    throw invalidField(flag, file, `must be a file that can be read (${(cause as Error).message})`);
  }
}

function parseJson(flag: string, file: string, text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch (cause) {
    throw invalidField(flag, file, `must hold JSON (${(cause as Error).message})`);
  }
}
