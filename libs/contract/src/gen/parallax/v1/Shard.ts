// Original file: proto/parallax/v1/embedding.proto


export interface ShardInput {
  'index'?: (number);
  'count'?: (number);
  '_index'?: "index";
}

export interface Shard {
  'index'?: (number);
  'count'?: (number);
}
