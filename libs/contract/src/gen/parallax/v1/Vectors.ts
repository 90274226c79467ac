// Original file: proto/parallax/v1/embedding_service.proto


export interface VectorsInput {
  'h'?: (number | string)[];
  'z'?: (number | string)[];
}

export interface Vectors {
  'h': (number)[];
  'z': (number)[];
}
