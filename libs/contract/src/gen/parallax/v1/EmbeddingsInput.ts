// Original file: proto/parallax/v1/probe.proto


export interface EmbeddingsInputInput {
  'train'?: (string);
  'test'?: (string);
  'trainShards'?: (string)[];
  'testShards'?: (string)[];
}

export interface EmbeddingsInput {
  'train'?: (string);
  'test'?: (string);
  'trainShards': (string)[];
  'testShards': (string)[];
}
