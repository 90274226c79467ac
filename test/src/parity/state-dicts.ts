import { type NetworkSpec, networks } from '@parallax/networks';
import { fixture } from './formula.js';

/** One of torchvision's or timm's classes, without its classifier. */
interface Written {
  name: string;
  values: Record<string, string>;
  /** Of those of the same name only the first has all. */
  tensors: Record<string, number[]>;
}

const { size, networks: written } = fixture<{ size: number; networks: Written[] }>('state-dicts.json');

/** What test/parity/state_dicts.py wrote: each network in each of its forms, with names and shapes of all tensors. */
export const stateDicts = written.map(({ name, values, tensors }) => {
  const [key] = Object.entries(networks).find(([, kind]) => kind.name === name) ?? [];
  const network = { [key as string]: values, size } as unknown as NetworkSpec & { size: number };
  const whole = written.find((each) => each.name === name) as Written;
  return {
    name,
    title: [name, ...Object.values(values)].join(' '),
    network,
    tensors: { ...whole.tensors, ...tensors },
  };
});
