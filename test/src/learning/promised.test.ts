import { createHash } from 'node:crypto';
import { Trainer } from '@parallax/learning';
import type { StateDict } from '@parallax/networks';
import { resolveTraining } from '@parallax/specs';
import { startEngine } from '@parallax/tensors';
import { newModel, trainerSpec } from '@parallax/training-service';
import { renderViews } from '@parallax/views';
import test from 'ava';
import { images } from '../parity/formula.js';

/**
 * sha256 over all tensors of the presets whose bits are promised, as they were recorded: what they begin with, which is the same on every
 * machine, and what three steps make of it with AVX2 and one thread. The code of 2f2fcfa, before objectives and networks were declared, gives the
 * same. A change that breaks one breaks the promise.
 */
const promised = {
  notebook: {
    initial: 'c691876d54e7f3caef61adcfca0ce85414817cddfe77d1841dad54c7ae8e9895',
    after: 'edc07452e7cd6e454616ce095c534f7382bc817287ef0740a85a7fcac2d829ea',
  },
  simclr: {
    initial: '2c767b3acb6d7b6b91139ae94458036c6c919912ddabcf2e4eb6ab59a0e6e370',
    after: 'b6bed9af25e70883d024e5abd3536e7f733016f0438f9c4eaf0ce2b1fe9da201',
  },
};

const steps = 3;
const batch = 8;

test.before(() => {
  // What TensorFlow computes depends to the bit on the threads and on the instructions: every processor since 2013 has these.
  process.env.ONEDNN_MAX_CPU_ISA = 'AVX2';
  startEngine({ threads: 1 });
});

function digest(state: StateDict): string {
  const hash = createHash('sha256');
  for (const name of Object.keys(state).sort()) {
    const { data, shape } = state[name] as StateDict[string];
    hash.update(`${name} ${shape}\n`).update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
  return hash.digest('hex');
}

for (const [preset, recorded] of Object.entries(promised))
  test.serial(`${preset} in float32 makes the weights that it always made, to the bit`, (t) => {
    const training = resolveTraining({ preset, batch, images: batch * steps, epochs: 1 });
    const model = newModel(training, 'PRECISION_FLOAT32');
    const initial = digest(model.stateDict());

    const trainer = new Trainer(model, trainerSpec(training, steps));
    const { recipe, views, seed } = training;
    const all = { images: images(batch, 32, 1), height: 32, width: 32, recipe, views: views.count, seed, epoch: 0 };
    for (let step = 0; step < steps; step++) {
      const indices = Int32Array.from({ length: batch }, (_, row) => step * batch + row);
      trainer.step({ views: [renderViews({ ...all, indices })] }).dispose();
    }
    t.deepEqual({ initial, after: digest(model.stateDict()) }, recorded);
  });
