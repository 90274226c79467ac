// Original file: proto/parallax/v1/shard.proto


export interface ShardInput {
  'index'?: (number);
  'count'?: (number);
  '_index'?: "index";
}

export interface Shard {
  'index'?: (number);
  'count'?: (number);
}
