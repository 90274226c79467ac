import { Machine } from './machine.js';

/** The opcodes of the batches of CIFAR-10, by their letters in Python's pickletools. */
const opcodes: Record<string, (machine: Machine) => void> = {
  '\x80': ({ reader }) => reader.protocol(2),
  '(': (machine) => machine.mark(),
  N: (machine) => machine.push(undefined),
  '\x88': (machine) => machine.push(true),
  '\x89': (machine) => machine.push(false),
  J: (machine) => machine.push(machine.reader.int32()),
  K: (machine) => machine.push(machine.reader.uint8()),
  M: (machine) => machine.push(machine.reader.uint16()),
  U: (machine) => machine.push(machine.reader.bytes(machine.reader.uint8())),
  T: (machine) => machine.push(machine.reader.bytes(machine.reader.int32())),
  '}': (machine) => machine.push(new Map()),
  ']': (machine) => machine.push([]),
  t: (machine) => machine.push(machine.popToMark()),
  ')': (machine) => machine.tuple(0),
  '\x85': (machine) => machine.tuple(1),
  '\x86': (machine) => machine.tuple(2),
  '\x87': (machine) => machine.tuple(3),
  q: (machine) => machine.keep(machine.reader.uint8()),
  r: (machine) => machine.keep(machine.reader.int32()),
  h: (machine) => machine.recall(machine.reader.uint8()),
  j: (machine) => machine.recall(machine.reader.int32()),
  a: (machine) => machine.append([machine.pop()]),
  e: (machine) => machine.append(machine.popToMark()),
  s: (machine) => machine.setItems([machine.pop(), machine.pop()].reverse()),
  u: (machine) => machine.setItems(machine.popToMark()),
  c: (machine) => machine.pushGlobal(`${machine.reader.line()}.${machine.reader.line()}`),
  R: (machine) => machine.call(),
  b: (machine) => machine.build(),
};

/**
 * The value that a pickle of protocol 2 holds: just what Python 2's cPickle wrote into the batches of CIFAR-10 (dicts,
 * lists, tuples, ints, strings and uint8 arrays of NumPy), and nothing else. Dicts are Maps by text, strings are bytes.
 *
 * @throws Error for another opcode, another global, or a pickle that ends too early
 */
export function unpickle(bytes: Uint8Array): unknown {
  const machine = new Machine(bytes);
  for (let letter = machine.reader.letter(); letter !== '.'; letter = machine.reader.letter()) {
    const run = opcodes[letter];
    if (!run) throw new Error(`it has opcode ${JSON.stringify(letter)}, which CIFAR-10's batches have not`);
    run(machine);
  }
  return machine.pop();
}
