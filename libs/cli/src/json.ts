import { messageToJson } from '@parallax/contract';

export type JsonValue = ReturnType<typeof messageToJson>;

/** A message of the API as proto3 JSON, by its short name: `GetJobResponse`. */
export function toJson(type: string, message: object): JsonValue {
  return messageToJson(`parallax.v1.${type}`, message);
}
