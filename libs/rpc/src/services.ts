import type { handleServerStreamingCall, handleUnaryCall, Metadata, ServiceDefinition } from '@grpc/grpc-js';
import type { MethodDefinition } from '@grpc/proto-loader';
import {
  type AugmentationServiceDefinition,
  type AugmentationServiceHandlers,
  type EmbeddingServiceDefinition,
  type EmbeddingServiceHandlers,
  type JobServiceDefinition,
  type JobServiceHandlers,
  type ProbeServiceDefinition,
  type ProbeServiceHandlers,
  packageDefinition,
  type TrainingServiceDefinition,
  type TrainingServiceHandlers,
} from '@parallax/contract';
import type { Variable } from '@parallax/settings';

/** Our services, by their name in the package `parallax.v1`: how proto-loader describes them and how grpc-js serves them. */
interface Services {
  AugmentationService: [AugmentationServiceDefinition, AugmentationServiceHandlers];
  TrainingService: [TrainingServiceDefinition, TrainingServiceHandlers];
  EmbeddingService: [EmbeddingServiceDefinition, EmbeddingServiceHandlers];
  ProbeService: [ProbeServiceDefinition, ProbeServiceHandlers];
  JobService: [JobServiceDefinition, JobServiceHandlers];
}

export type ServiceName = keyof Services;

/** The variable that has the address of each service's server. */
export const addresses: Record<ServiceName, Variable> = {
  AugmentationService: 'PARALLAX_AUGMENTATION_ADDRESS',
  TrainingService: 'PARALLAX_TRAINING_ADDRESS',
  EmbeddingService: 'PARALLAX_EMBEDDING_ADDRESS',
  ProbeService: 'PARALLAX_PROBE_ADDRESS',
  // Every server has it; one has to be the default.
  JobService: 'PARALLAX_TRAINING_ADDRESS',
};

/** The methods alone: the generated types also have an index signature. */
type MethodNames<T> = keyof { [K in keyof T as string extends K ? never : number extends K ? never : K]: T[K] } &
  string;

/** What a call tells its implementation. */
export interface Call {
  /**
   * Aborted when nobody waits for the answer any more: the client is gone, its deadline has passed, or the server stops.
   * The reason is a ParallaxError that says which.
   */
  signal: AbortSignal;
  metadata: Metadata;
  /** When the client gives up. */
  deadline: Date | undefined;
}

type Served<Handler> =
  Handler extends handleServerStreamingCall<infer Request, infer Response>
    ? (request: Request, call: Call) => AsyncIterable<Response>
    : Handler extends handleUnaryCall<infer Request, infer Response>
      ? (request: Request, call: Call) => Promise<Response>
      : never;

/** A service as plain functions: `augment(request, call)`. What they throw arrives at the client as its status. */
export type Implementation<S extends ServiceName> = {
  [M in MethodNames<Services[S][1]> as Uncapitalize<M>]: Served<Services[S][1][M]>;
};

/** What one server serves, by service: `{ TrainingService: …, JobService: … }`. */
export type Implementations<S extends ServiceName = ServiceName> = { [Name in S]: Implementation<Name> };

export interface CallOptions {
  signal?: AbortSignal;
  /** Milliseconds until DEADLINE_EXCEEDED. Default: 60,000; none for streams. */
  timeout?: number;
}

type Called<Method, Handler> =
  Method extends MethodDefinition<infer Request, infer _ResponseInput, infer _Request, infer Response>
    ? Handler extends handleServerStreamingCall<infer _R, infer _S>
      ? (request: Request, options?: CallOptions) => AsyncIterable<Response>
      : (request: Request, options?: CallOptions) => Promise<Response>
    : never;

/** A service's client. Whatever goes wrong is thrown as a ParallaxError. */
export type Client<S extends ServiceName> = {
  [M in MethodNames<Services[S][0]> as Uncapitalize<M>]: Called<
    Services[S][0][M],
    Services[S][1][M & keyof Services[S][1]]
  >;
} & { close(): void };

/** A method as proto-loader defines it; `options` are those of the proto file. */
export type Method = MethodDefinition<object, object>;

/** @param name the full name, such as `parallax.v1.TrainingService` */
export function definitionOf(name: string): ServiceDefinition & Record<string, Method> {
  return packageDefinition[name] as ServiceDefinition & Record<string, Method>;
}
