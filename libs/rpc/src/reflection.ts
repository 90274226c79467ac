import { fromBinary, toBinary } from '@bufbuild/protobuf';
import {
  type DescriptorProto,
  type FileDescriptorProto,
  FileDescriptorProtoSchema,
  FileDescriptorSetSchema,
} from '@bufbuild/protobuf/wkt';
import { type ServerDuplexStream, status, type UntypedServiceImplementation } from '@grpc/grpc-js';
import { descriptorSet } from '@parallax/contract';
import { ParallaxError } from '@parallax/errors';
import { overloaded } from './admission.js';
import { type Calls, writeTo } from './server-call.js';
import { toStatus } from './status.js';

/** One question of a ServerReflectionRequest; exactly one of the fields is set. */
interface Question {
  host?: string;
  fileByFilename?: string;
  fileContainingSymbol?: string;
  fileContainingExtension?: { containingType?: string; extensionNumber?: number };
  allExtensionNumbersOfType?: string;
  listServices?: string;
}

interface Index {
  binaries: ReadonlyMap<FileDescriptorProto, Uint8Array>;
  byName: ReadonlyMap<string, FileDescriptorProto>;
  bySymbol: ReadonlyMap<string, FileDescriptorProto>;
}

let made: Index | undefined;

/** What the descriptor set holds. It takes a tenth of a server's start to read, and most servers are never asked. */
function index(): Index {
  if (made) return made;
  const files = fromBinary(FileDescriptorSetSchema, descriptorSet).file;
  made = {
    binaries: new Map(files.map((file) => [file, toBinary(FileDescriptorProtoSchema, file)])),
    byName: new Map(files.map((file) => [file.name, file])),
    bySymbol: new Map(files.flatMap((file) => symbolsOf(file).map((symbol) => [symbol, file]))),
  };
  return made;
}

/** How many questions one call may ask; grpcurl asks some dozens. */
const MAX_QUESTIONS = 1_000;

/**
 * grpc.reflection.v1 (and v1alpha, the same on the wire), answered from the one descriptor set. `@grpc/reflection` hands out
 * descriptors that proto-loader has put together anew, and breaks on imports (grpc-node#3018, #2958).
 *
 * @param services full names, as `list` shows them
 */
export function reflectionHandlers(services: readonly string[], calls: Calls): UntypedServiceImplementation {
  return {
    ServerReflectionInfo: async (call: ServerDuplexStream<Question, object>) => {
      const method = { path: call.getPath(), responseStream: true };
      try {
        await calls.run(method, call, ({ signal }) => answerAll(call, services, signal));
        call.end();
      } catch (thrown) {
        call.emit('error', toStatus(ParallaxError.from(thrown)));
      }
    },
  };
}

/** One question is read when the answer to the last one has been. */
async function answerAll(
  call: ServerDuplexStream<Question, object>,
  services: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  let asked = 0;
  // At its end, the usual iterator would destroy the call, answers and all.
  for await (const question of call.iterator({ destroyOnReturn: false }) as AsyncIterable<Question>) {
    if (++asked > MAX_QUESTIONS) throw overloaded(`${MAX_QUESTIONS} questions a call`);
    await writeTo(call, { validHost: question.host, originalRequest: question, ...answer(question, services) }, signal);
  }
}

function answer(question: Question, services: readonly string[]): object {
  if (question.listServices !== undefined) {
    return { listServicesResponse: { service: services.map((name) => ({ name })) } };
  }
  if (question.fileByFilename !== undefined) {
    return answerWith(index().byName.get(question.fileByFilename), question.fileByFilename);
  }
  if (question.fileContainingSymbol !== undefined) {
    return answerWith(index().bySymbol.get(question.fileContainingSymbol), question.fileContainingSymbol);
  }
  // proto3 has no extensions of our own.
  return missing(question.allExtensionNumbersOfType ?? question.fileContainingExtension?.containingType ?? '');
}

function answerWith(file: FileDescriptorProto | undefined, name: string): object {
  if (!file) return missing(name);
  const fileDescriptorProto = [...withImports(file)].map((each) => index().binaries.get(each));
  return { fileDescriptorResponse: { fileDescriptorProto } };
}

function missing(name: string): object {
  return { errorResponse: { errorCode: status.NOT_FOUND, errorMessage: `there is no ${JSON.stringify(name)}` } };
}

function withImports(file: FileDescriptorProto, found = new Set<FileDescriptorProto>()): Set<FileDescriptorProto> {
  found.add(file);
  for (const name of file.dependency) {
    const imported = index().byName.get(name);
    if (imported && !found.has(imported)) withImports(imported, found);
  }
  return found;
}

function symbolsOf(file: FileDescriptorProto): string[] {
  return [
    ...file.messageType.flatMap((message) => symbolsOfMessage(message, file.package)),
    ...file.enumType.flatMap(({ name, value }) =>
      [name, ...value.map((each) => each.name)].map((each) => `${file.package}.${each}`),
    ),
    ...file.service.flatMap(({ name, method }) =>
      [name, ...method.map((each) => `${name}.${each.name}`)].map((each) => `${file.package}.${each}`),
    ),
  ];
}

function symbolsOfMessage(message: DescriptorProto, scope: string): string[] {
  const name = `${scope}.${message.name}`;
  return [
    name,
    ...message.field.map((field) => `${name}.${field.name}`),
    ...message.enumType.map((each) => `${name}.${each.name}`),
    ...message.nestedType.flatMap((nested) => symbolsOfMessage(nested, name)),
  ];
}
