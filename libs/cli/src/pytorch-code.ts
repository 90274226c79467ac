import type { Encoder } from '@parallax/contract';
import { familyOf, type NetworkSpec, type PyTorchCode } from '@parallax/networks';

/** The modules of the head, by the names of its tensors; none where an encoder has no head. */
function headModules({ blob, features = 0, projections = 0 }: Encoder): string[] {
  const tensor = (name: string) =>
    blob?.tensors.find((each) => each.name === `projection_head.projection_head.${name}`);
  const hidden = tensor('0.weight')?.shape[0];
  if (hidden === undefined) return [];
  const norm = tensor('1.running_mean') ? `nn.BatchNorm1d(${hidden}), ` : '';
  const modules = `nn.Linear(${features}, ${hidden}), ${norm}nn.ReLU(), nn.Linear(${hidden}, ${projections})`;
  return [`"projection_head": nn.ModuleDict({"projection_head": nn.Sequential(${modules})})`];
}

/** Brings a PIL image to the encoder's size: `int(x + 0.5)` rounds as Parallax does, which Python's `round` doesn't. */
function resizing({ size = 0, fit }: Encoder): string[] {
  const bilinear = 'Image.Resampling.BILINEAR';
  if (fit === 'squeeze') return [`    picture = picture.resize((${size}, ${size}), ${bilinear})`];
  return [
    `    scale = ${size} / min(picture.size)`,
    `    picture = picture.resize([int(side * scale + 0.5) for side in picture.size], ${bilinear})`,
    `    left, top = [(side - ${size}) // 2 for side in picture.size]`,
    `    picture = picture.crop((left, top, left + ${size}, top + ${size}))`,
  ];
}

/**
 * A program by which PyTorch computes the encoder's features h of pictures: its network as that declares it, and what is done to a picture
 * first.
 *
 * @param file the exported encoder
 */
export function pytorchCode(encoder: Encoder, file: string): string {
  const { mean = [], standardDeviation = [] } = encoder.normalisation ?? {};
  const { kind, values } = familyOf(encoder.network as NetworkSpec);
  const model = kind.pytorch(values, { size: encoder.size as number, head: headModules(encoder) });
  return [
    'import numpy, torch',
    'from PIL import Image, ImageOps',
    'from safetensors.torch import load_file',
    'from torch import nn',
    ...model.lines,
    ...loading(model, file),
    '',
    '# Not as Parallax does it: colour profiles are left as they are, CMYK is converted without one, AVIF is read by another decoder.',
    'def to_rgb(picture):',
    '    if picture.mode.startswith("I"):  # of 16 bits the high byte',
    '        picture = Image.fromarray((numpy.array(picture) >> 8).astype("uint8"))',
    '    if "A" in picture.mode or "transparency" in picture.info:  # laid on black',
    '        picture = picture.convert("RGBA")',
    '        picture = Image.alpha_composite(Image.new("RGBA", picture.size, "black"), picture)',
    '    return picture.convert("RGB")',
    '',
    'def preprocess(path):',
    '    picture = to_rgb(ImageOps.exif_transpose(Image.open(path)))',
    ...resizing(encoder),
    '    pixels = torch.from_numpy(numpy.array(picture)).permute(2, 0, 1) / 255',
    `    mean, deviation = torch.tensor([${mean.join(', ')}]), torch.tensor([${standardDeviation.join(', ')}])`,
    '    return (pixels - mean[:, None, None]) / deviation[:, None, None]',
    '',
    '@torch.no_grad()',
    'def embed(path):',
    `    return ${model.call}(preprocess(path)[None]).flatten(1)[0]`,
  ].join('\n');
}

/** All but the head, where the class has none. */
function loading({ hasHead }: PyTorchCode, file: string): string[] {
  if (hasHead) return [`model.load_state_dict(load_file(${JSON.stringify(file)}))`];
  return [
    `state = load_file(${JSON.stringify(file)})`,
    'model.load_state_dict({name: each for name, each in state.items() if not name.startswith("projection_head.")})',
  ];
}
