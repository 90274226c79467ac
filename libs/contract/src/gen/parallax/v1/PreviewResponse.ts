// Original file: proto/parallax/v1/augmentation.proto


export interface PreviewResponseInput {
  'png'?: (Buffer | Uint8Array | string);
}

export interface PreviewResponse {
  'png'?: (Buffer);
}
