import type { Conv, Encoder, Network, ResNet } from '@parallax/contract';
import { familyOf, type NetworkSpec } from '@parallax/networks';

/** The modules of the head, by the names of its tensors; none where an encoder has no head. */
function headModules({ blob, features = 0, projections = 0 }: Encoder): string[] {
  const tensor = (name: string) =>
    blob?.tensors.find((each) => each.name === `projection_head.projection_head.${name}`);
  const hidden = tensor('0.weight')?.shape[0];
  if (hidden === undefined) return [];
  const norm = tensor('1.running_mean') ? `nn.BatchNorm1d(${hidden}), ` : '';
  const modules = `nn.Linear(${features}, ${hidden}), ${norm}nn.ReLU(), nn.Linear(${hidden}, ${projections})`;
  return [`    "projection_head": nn.ModuleDict({"projection_head": nn.Sequential(${modules})}),`];
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
 * A program by which PyTorch computes the encoder's features h of pictures: a module with the names of the notebook's class, or torchvision's or timm's own, and what
 * is done to a picture first.
 *
 * @param file the exported encoder
 */
export function pytorchCode(encoder: Encoder, file: string): string {
  const { mean = [], standardDeviation = [] } = encoder.normalisation ?? {};
  const { lines, call } = modelCode(encoder, encoder.network ?? {}, file);
  return [
    'import numpy, torch',
    'from PIL import Image, ImageOps',
    'from safetensors.torch import load_file',
    'from torch import nn',
    ...lines,
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
    `    return ${call}(preprocess(path)[None]).flatten(1)[0]`,
  ].join('\n');
}

/** How a program makes its model, and what it calls to get h. */
interface ModelCode {
  lines: string[];
  call: string;
}

function modelCode(encoder: Encoder, network: Network, file: string): ModelCode {
  const { key, kind, values } = familyOf(network as NetworkSpec);
  if (key === undefined || 'globalPooling' in values) return convCode(encoder, network.conv, file);
  return 'patch' in values
    ? timmCode(kind.name, { size: encoder.size, patch: String(values.patch) }, file)
    : torchvisionCode(kind.name, values as ResNet, file);
}

/** A module with the names of the notebook's class. */
function convCode(encoder: Encoder, conv: Conv | null | undefined, file: string): ModelCode {
  const { channels = [], globalPooling } = conv ?? {};
  const lines = [
    '',
    'layers = []',
    `for before, after in zip([3, ${channels.slice(0, -1).join(', ')}], [${channels.join(', ')}]):`,
    '    layers += [nn.Conv2d(before, after, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)]',
    ...(globalPooling === 'GLOBAL_POOLING_AVERAGE' ? ['layers += [nn.AdaptiveAvgPool2d(1)]'] : []),
    'model = nn.ModuleDict({',
    '    "encoder": nn.ModuleDict({"encoder": nn.Sequential(*layers)}),',
    ...headModules(encoder),
    '}).eval()',
    `model.load_state_dict(load_file(${JSON.stringify(file)}))`,
  ];
  return { lines, call: 'model["encoder"]["encoder"]' };
}

/** torchvision's own class, without its classifier. */
function torchvisionCode(name: string, { stem }: ResNet, file: string): ModelCode {
  const cifar = ['model.conv1, model.maxpool = nn.Conv2d(3, 64, 3, padding=1, bias=False), nn.Identity()'];
  const lines = [
    `from torchvision.models import ${name}`,
    '',
    `model = ${name}().eval()`,
    'model.fc = nn.Identity()',
    ...(stem === 'STEM_IMAGENET' ? [] : cifar),
    ...loading(file),
  ];
  return { lines, call: 'model' };
}

/** timm's own class, without its classifier: of its names for the three sizes of a network any has that network's width and heads. */
function timmCode(name: string, { size, patch }: { size: number | undefined; patch: string }, file: string): ModelCode {
  const patchSize = patch.replace('PATCH_', '');
  const lines = [
    'import timm',
    '',
    `model = timm.create_model("${name}_patch16_224", img_size=${size}, patch_size=${patchSize}, num_classes=0).eval()`,
    ...loading(file),
  ];
  return { lines, call: 'model' };
}

/** All but the head, which their classes have none of. */
const loading = (file: string): string[] => [
  `state = load_file(${JSON.stringify(file)})`,
  'model.load_state_dict({name: each for name, each in state.items() if not name.startswith("projection_head.")})',
];
