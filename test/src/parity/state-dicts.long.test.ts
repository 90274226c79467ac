import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { encodeSafetensors } from '@parallax/blobs';
import { pytorchCode } from '@parallax/cli';
import type { Encoder } from '@parallax/contract';
import { centred } from '@parallax/networks';
import test from 'ava';
import { temporaryFolder } from '../local/temporary.js';
import { pythonWithPyTorch } from '../support/pytorch.js';
import { stateDicts } from './state-dicts.js';
import { formulaState } from './weights.js';

const run = promisify(execFile);

/** What is loaded: as many tensors, each with the values of the file. */
const check = `
wanted = {name: each for name, each in state.items() if not name.startswith("projection_head.")}
assert len(wanted) == len(state) - 4
assert all(torch.equal(model.state_dict()[name], each) for name, each in wanted.items())
`;

for (const { title, network } of stateDicts)
  test.serial(
    `torchvision’s or timm’s class takes what is exported, head apart, with strict=True: ${title}`,
    async (t) => {
      t.timeout(10 * 60_000);
      const folder = await temporaryFolder(t);
      const file = join(folder, 'encoder.safetensors');
      await writeFile(file, encodeSafetensors(formulaState({ ...network, head: { hidden: 32, outputs: 16 } })));
      const spec = network as Encoder['network'];
      const code = pytorchCode({ network: spec, size: network.size, fit: 'crop', normalisation: centred }, file);
      const program = run(await pythonWithPyTorch(), ['-W', 'ignore', '-c', `${code}\n${check}`]);
      await t.notThrowsAsync(program);
    },
  );
