import { Machine } from './machine.js';

/**
 * The opcodes of the batches of CIFAR-10 and CIFAR-100, as Python 2 released them and as Python 3 writes the same, by
 * their letters in Python's pickletools. Buffers outside of the file (NEXT_BUFFER) are none of them.
 */
const opcodes: Record<string, (machine: Machine) => void> = {
  '\x80': ({ reader }) => reader.protocol(2, 5),
  '(': (machine) => machine.mark(),
  N: (machine) => machine.push(undefined),
  '\x88': (machine) => machine.push(true),
  '\x89': (machine) => machine.push(false),
  J: (machine) => machine.push(machine.reader.int32()),
  K: (machine) => machine.push(machine.reader.uint8()),
  M: (machine) => machine.push(machine.reader.uint16()),
  U: (machine) => machine.push(machine.reader.bytes(machine.reader.uint8())),
  T: (machine) => machine.push(machine.reader.bytes(machine.reader.int32())),
  X: (machine) => machine.push(machine.reader.text(machine.reader.uint32())),
  '\x8c': (machine) => machine.push(machine.reader.text(machine.reader.uint8())),
  '\x8d': (machine) => machine.push(machine.reader.text(machine.reader.uint64())),
  C: (machine) => machine.push(machine.reader.bytes(machine.reader.uint8())),
  B: (machine) => machine.push(machine.reader.bytes(machine.reader.uint32())),
  '\x8e': (machine) => machine.push(machine.reader.bytes(machine.reader.uint64())),
  '\x96': (machine) => machine.push(machine.reader.bytes(machine.reader.uint64())),
  // A frame is only a hint of how much to read at a time.
  '\x95': ({ reader }) => void reader.uint64(),
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
  '\x94': (machine) => machine.memoize(),
  a: (machine) => machine.append([machine.pop()]),
  e: (machine) => machine.append(machine.popToMark()),
  s: (machine) => machine.setItems([machine.pop(), machine.pop()].reverse()),
  u: (machine) => machine.setItems(machine.popToMark()),
  c: (machine) => machine.pushGlobal(`${machine.reader.line()}.${machine.reader.line()}`),
  '\x93': (machine) => machine.stackGlobal(),
  R: (machine) => machine.call(),
  b: (machine) => machine.build(),
};

/**
 * The value that a pickle of protocol 2 to 5 holds: just what is in the batches of CIFAR-10 and CIFAR-100 (dicts,
 * lists, tuples, ints, strings and uint8 arrays of NumPy), and nothing else. Dicts are Maps by text; strings of Python 2
 * are bytes, as are bytes and bytearrays of Python 3, whose strings are strings.
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
