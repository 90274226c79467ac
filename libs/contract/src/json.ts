import {
  createFileRegistry,
  type DescMessage,
  type FileRegistry,
  fromBinary,
  fromJson,
  type JsonValue,
  toBinary,
  toJson,
} from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import type { MessageTypeDefinition } from '@grpc/proto-loader';
import { invalidField, ParallaxError } from '@parallax/errors';
import { descriptorSet, packageDefinition } from './descriptors.js';

let made: FileRegistry | undefined;

/** Of all messages; made when it is first needed, which a process may never come to. */
function registry(): FileRegistry {
  made ??= createFileRegistry(fromBinary(FileDescriptorSetSchema, descriptorSet));
  return made;
}

/**
 * A message as proto3 JSON (lowerCamelCase; 64-bit integers are strings; times are RFC 3339).
 *
 * @param type its full name, such as `parallax.v1.Job`
 */
export function messageToJson(type: string, message: object): JsonValue {
  return toJson(schemaOf(type), fromBinary(schemaOf(type), codecOf(type).serialize(message)), { registry: registry() });
}

/**
 * The message that a proto3 JSON document holds. Unknown fields and values of a wrong type are refused, by name.
 *
 * @param type its full name, such as `parallax.v1.TrainingSpec`
 * @throws INVALID_FIELD
 */
export function messageFromJson<T extends object>(type: string, json: JsonValue): T {
  const schema = schemaOf(type);
  try {
    return codecOf(type).deserialize(
      Buffer.from(toBinary(schema, fromJson(schema, json, { registry: registry() }))),
    ) as T;
  } catch (cause) {
    throw refusal(type, json, cause);
  }
}

/** protobuf-es says what is wrong, but not where: the place is found again in the document. */
function refusal(type: string, json: JsonValue, cause: unknown): ParallaxError {
  const text = cause instanceof Error ? cause.message : String(cause);
  const name = type.slice(type.lastIndexOf('.') + 1);
  const key = /key "([^"]+)"/.exec(text)?.[1] ?? /field \S*?(\w+) from JSON/.exec(text)?.[1];
  const value = /enum \S+ from JSON: (.+)$/.exec(text)?.[1];
  const path = find(json, (k, v) => (key === undefined ? JSON.stringify(v) === value : k === key || k === camel(key)));
  const found = path?.reduce<JsonValue | undefined>((at, step) => (at as Record<string, JsonValue>)[step], json);
  return invalidField(path?.join('.') ?? name, JSON.stringify(found ?? json), `does not fit ${name}: ${text}`);
}

/** The way to the first member of a document, from the outside in, that fits. */
function find(json: JsonValue, fits: (key: string, value: JsonValue) => boolean): string[] | undefined {
  if (json === null || typeof json !== 'object') return undefined;
  const entries = Object.entries(json as Record<string, JsonValue>);
  const here = entries.find(([key, value]) => fits(key, value));
  if (here) return [here[0]];
  for (const [key, value] of entries) {
    const below = find(value, fits);
    if (below) return [key, ...below];
  }
  return undefined;
}

const camel = (name: string): string => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

function schemaOf(type: string): DescMessage {
  const schema = registry().getMessage(type);
  if (schema === undefined) throw new ParallaxError('INTERNAL', `${type} is not in the descriptor set`);
  return schema;
}

function codecOf(type: string): MessageTypeDefinition<object, object> {
  return packageDefinition[type] as MessageTypeDefinition<object, object>;
}
