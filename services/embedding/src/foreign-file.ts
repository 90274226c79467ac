/** Bytes that tell what a file is. */
export const TELLING_BYTES = 512;

const saveAsSafetensors =
  'save it as safetensors, safetensors.torch.save_file(model.state_dict(), "encoder.safetensors")';

/** Files that people take for an encoder's, by their first bytes, in hexadecimal digits. */
const binaries: [start: RegExp, what: string][] = [
  [/^504b0304/, `a PyTorch checkpoint or another zip: ${saveAsSafetensors}`],
  [/^800[2-5]/, `a pickle, such as an old PyTorch checkpoint: ${saveAsSafetensors}`],
  [/^894844460d0a1a0a/, 'HDF5, as Keras writes it: only a PyTorch state_dict in safetensors is taken'],
  [/^47475546/, 'GGUF: only a PyTorch state_dict in safetensors is taken'],
  [/^934e554d5059/, 'a NumPy array: only a PyTorch state_dict in safetensors is taken'],
  [/^(89504e470d0a1a0a|ffd8ff|47494638|52494646.{8}57454250)/, 'a picture: `parallax embed` takes pictures'],
  [/^1f8b/, 'packed by gzip: unpack it first'],
];

/** The same by how their text begins. */
const texts: [start: RegExp, what: string][] = [
  [
    /^version https:\/\/git-lfs/,
    'a pointer of Git LFS, not the file it stands for: fetch that one with `git lfs pull`',
  ],
  [/^\s*<(!doctype|html|\?xml)/i, 'a web page: download the file itself, by a link that ends with its name'],
  [
    /^\s*\{\s*"(metadata|weight_map)"/,
    'the index of a model in several files: `parallax encoders import` puts them together',
  ],
  [/^\s*[{[]\s*["{[\]}\d-]/, 'JSON, and no tensors: only a PyTorch state_dict in safetensors is taken'],
];

/** What a file is that is no safetensors, and what to do about it; undefined where that isn't known. @param start its first bytes */
export function tellForeignFile(start: Uint8Array): string | undefined {
  if (start.length === 0) return 'empty';
  if (isSafetensors(start)) return undefined;
  const [hex, text] = [Buffer.from(start).toString('hex'), Buffer.from(start).toString('latin1')];
  const binary = binaries.find(([signature]) => signature.test(hex));
  return (binary ?? texts.find(([signature]) => signature.test(text)))?.[1];
}

/** Whether JSON follows on a length that a header may have, whose bytes may by chance be those of another signature. */
function isSafetensors(start: Uint8Array): boolean {
  if (start.length < 9 || start[8] !== '{'.charCodeAt(0)) return false;
  return new DataView(start.buffer, start.byteOffset).getBigUint64(0, true) < 2n ** 32n;
}
