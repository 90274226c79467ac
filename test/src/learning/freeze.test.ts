import { initialise, Model, Trainer } from '@parallax/learning';
import { layersUpTo, type Network } from '@parallax/networks';
import { startEngine } from '@parallax/tensors';
import test from 'ava';
import { images } from '../parity/formula.js';
import { spec } from './support/tiny.js';

test.before(() => {
  startEngine();
});

const unfrozen = (name: string) => !/^(conv1|bn1|layer1)\./.test(name);

for (const objective of [{ ntXent: { temperature: 0.2 } }, { byol: { targetMomentum: 0.9 } }] as const) {
  test.serial(
    `with ${Object.keys(objective)[0]}, frozen layers stay as they are, their running means too, and the rest learns`,
    (t) => {
      t.timeout(120_000);
      const network: Network = { resnet18: { stem: 'STEM_IMAGENET' }, size: 32, head: { hidden: 16, outputs: 8 } };
      const model = new Model(initialise(network, 'INITIALISATION_PYTORCH', 3), { network });
      const before = model.stateDict();
      const frozen = layersUpTo(network, 'layer1', 'freeze');
      const trainer = new Trainer(model, { ...spec, objective, frozen });
      for (let at = 0; at < 2; at++) trainer.step({ views: [images(8, 32, 500 + at)] }).dispose();
      const after = model.stateDict();
      for (const [name, { data }] of Object.entries(before)) {
        if (unfrozen(name)) t.notDeepEqual(after[name]?.data, data, name);
        else t.deepEqual(after[name]?.data, data, name);
      }
      t.false(Object.keys(trainer.state()).some((name) => /^(conv1|bn1|layer1)\..*\.(m|v)$/.test(name)));
    },
  );
}
