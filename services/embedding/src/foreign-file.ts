/** Bytes that tell what a file is. */
export const TELLING_BYTES = 512;

/** Files that people take for an encoder's, by how they begin. */
const kinds: [signature: RegExp, what: string][] = [
  [/^version https:\/\/git-lfs/, 'a pointer of Git LFS, not the file it stands for: fetch that with `git lfs pull`'],
  [/^\s*<(!doctype|html|\?xml)/i, 'a web page: download the file itself, of a link that ends with its name'],
  [
    /^PK\x03\x04/,
    'a PyTorch checkpoint or another zip: save it as safetensors, safetensors.torch.save_file(model.state_dict(), "encoder.safetensors")',
  ],
  [
    /^\x80[\x02-\x05]/,
    'a pickle, such as an old PyTorch checkpoint: save it as safetensors, safetensors.torch.save_file(model.state_dict(), "encoder.safetensors")',
  ],
  [/^\x89HDF/, 'HDF5, as Keras writes it: only a PyTorch state_dict in safetensors is taken'],
  [/^GGUF/, 'GGUF: only a PyTorch state_dict in safetensors is taken'],
  [/^\s*\{[^]*"weight_map"/, 'the index of a model in several files: import a model that is in one'],
];

/** What a file is that is no safetensors, and what to do about it; undefined where that isn't known. @param start its first bytes */
export function tellForeignFile(start: Uint8Array): string | undefined {
  if (start.length === 0) return 'empty';
  const text = Buffer.from(start).toString('latin1');
  return kinds.find(([signature]) => signature.test(text))?.[1];
}
