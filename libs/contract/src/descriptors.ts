import { readFileSync } from 'node:fs';
import { loadPackageDefinition } from '@grpc/grpc-js';
import { fromJSON, type PackageDefinition } from '@grpc/proto-loader';
import type { ProtoGrpcType as AugmentationTypes } from './gen/augmentation.js';
import type { ProtoGrpcType as EmbeddingTypes } from './gen/embedding.js';
import type { ProtoGrpcType as HealthTypes } from './gen/health.js';
import type { ProtoGrpcType as ProbeTypes } from './gen/probe.js';
import type { ProtoGrpcType as ReflectionTypes } from './gen/reflection.js';
import type { ProtoGrpcType as TrainingTypes } from './gen/training.js';

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

type Types = AugmentationTypes & TrainingTypes & EmbeddingTypes & ProbeTypes & HealthTypes & ReflectionTypes;

/** The client classes, by package: `grpcTypes.parallax.v1.TrainingService`. */
export const grpcTypes = loadPackageDefinition(packageDefinition) as unknown as Types;
