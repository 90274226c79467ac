import {
  createFileRegistry,
  type DescMessage,
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

const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, descriptorSet));

/**
 * A message as proto3 JSON (lowerCamelCase; 64-bit integers are strings; times are RFC 3339).
 *
 * @param type its full name, such as `parallax.v1.TrainingJob`
 */
export function messageToJson(type: string, message: object): JsonValue {
  return toJson(schemaOf(type), fromBinary(schemaOf(type), codecOf(type).serialize(message)), { registry });
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
    return codecOf(type).deserialize(Buffer.from(toBinary(schema, fromJson(schema, json, { registry })))) as T;
  } catch (cause) {
    throw refusal(type, json, cause);
  }
}

function refusal(type: string, json: JsonValue, cause: unknown): ParallaxError {
  const text = cause instanceof Error ? cause.message : String(cause);
  const name = type.slice(type.lastIndexOf('.') + 1);
  const field = /key "([^"]+)"|field \S*?\.([^. ]+?)(?: from JSON|:|$)/.exec(text);
  const path = field?.[1] ?? field?.[2] ?? name;
  return invalidField(path, valueAt(json, path), `does not fit ${name}: ${text}`);
}

function valueAt(json: JsonValue, key: string): unknown {
  if (json === null || typeof json !== 'object') return JSON.stringify(json);
  if (!Array.isArray(json) && key in json) return JSON.stringify(json[key]);
  const found = Object.values(json).find((child) => child !== null && typeof child === 'object' && hasKey(child, key));
  return found === undefined ? undefined : valueAt(found, key);
}

function hasKey(json: JsonValue, key: string): boolean {
  if (json === null || typeof json !== 'object') return false;
  return (!Array.isArray(json) && key in json) || Object.values(json).some((child) => hasKey(child, key));
}

function schemaOf(type: string): DescMessage {
  const schema = registry.getMessage(type);
  if (schema === undefined) throw new ParallaxError('INTERNAL', `${type} is not in the descriptor set`);
  return schema;
}

function codecOf(type: string): MessageTypeDefinition<object, object> {
  return packageDefinition[type] as MessageTypeDefinition<object, object>;
}
