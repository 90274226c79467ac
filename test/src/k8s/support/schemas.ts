import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface Schema {
  properties?: object;
  additionalProperties?: unknown;
  'x-kubernetes-group-version-kind'?: { group: string; version: string; kind: string }[];
  'x-kubernetes-preserve-unknown-fields'?: boolean;
}

/** One document of an API server's `/openapi/v3`. */
export interface OpenApi {
  components?: { schemas?: Record<string, Schema> };
}

/** How kubeconform finds what `writeSchemas` writes. */
export const schemaLocation = (folder: string) => join(folder, '{{.ResourceKind}}{{.KindSuffix}}.json');

/**
 * Writes the JSON schema of each kind that a document describes, for kubeconform: no field may be unknown, save where the
 * server keeps unknown ones.
 */
export function writeSchemas({ components = {} }: OpenApi, folder: string): void {
  const definitions = closed(components.schemas ?? {}) as Record<string, Schema>;
  for (const [name, { 'x-kubernetes-group-version-kind': kinds = [] }] of Object.entries(definitions)) {
    for (const { group, version, kind } of kinds) {
      const suffix = [group.split('.')[0], version].filter(Boolean).join('-');
      const file = join(folder, `${kind}-${suffix}.json`.toLowerCase());
      writeFileSync(file, JSON.stringify({ $ref: `#/definitions/${name}`, definitions }));
    }
  }
}

/** The same with its references where JSON schema has them, and with no object open by accident. */
function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed);
  if (typeof value === 'string') return value.replace(/^#\/components\/schemas\//, '#/definitions/');
  if (value === null || typeof value !== 'object') return value;
  const copy = Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, closed(inner)])) as Schema;
  const isObject = typeof copy.properties === 'object' && 'type' in copy;
  if (isObject && copy.additionalProperties === undefined && !copy['x-kubernetes-preserve-unknown-fields']) {
    copy.additionalProperties = false;
  }
  return copy;
}
