// Original file: proto/grpc/reflection/v1/reflection.proto


export interface FileDescriptorResponseInput {
  'fileDescriptorProto'?: (Buffer | Uint8Array | string)[];
}

export interface FileDescriptorResponse {
  'fileDescriptorProto': (Buffer)[];
}
