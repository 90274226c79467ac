import { networks, stateEntries } from '@parallax/networks';
import test from 'ava';
import { stateDicts } from '../parity/state-dicts.js';

test('every network but the notebook’s has its names here', (t) => {
  const having = new Set(stateDicts.map(({ name }) => name));
  const known = Object.values(networks).map(({ name }) => name);
  t.deepEqual([...having].sort(), known.filter((name) => name !== 'conv').sort());
});

for (const { title, network, tensors } of stateDicts)
  test(`${title} has the names and shapes of torchvision’s or timm’s class, in its order`, (t) => {
    const own = stateEntries(network).map(({ name, shape }) => [name, shape]);
    t.deepEqual(own, Object.entries(tensors));
  });
