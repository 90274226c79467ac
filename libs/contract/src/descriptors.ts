import { readFileSync } from 'node:fs';
import { fromJSON, type PackageDefinition } from '@grpc/proto-loader';

/** The FileDescriptorSet of everything that a server offers: for reflection, and for `grpcurl -protoset`. */
export const descriptorSet: Buffer = readFileSync(new URL('../gen/parallax.binpb', import.meta.url));

/**
 * What proto-loader reads, as protobufjs parsed it: from a descriptor set it would read neither lowerCamelCase names nor
 * maps (protobufjs's ext/descriptor).
 */
const parsed = JSON.parse(readFileSync(new URL('../gen/parallax.json', import.meta.url), 'utf8'));

/** Unset stays undefined (`defaults: false`), so that `batch: 0` can be told from no batch. */
export const packageDefinition: PackageDefinition = fromJSON(parsed, {
  longs: Number,
  enums: String,
  defaults: false,
  arrays: true,
});
