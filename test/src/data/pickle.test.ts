import { loadCifar10, type Source } from '@parallax/data';
import test, { type ExecutionContext } from 'ava';
import { array, global, pickle, short } from './support/pickle.js';

/** What loading says of a file under the name of a Python batch. */
async function refusal(t: ExecutionContext, bytes: Buffer): Promise<string> {
  const source: Source = {
    field: 'folder',
    value: 'here',
    read: async (name) => (name === 'data_batch_1' ? bytes : undefined),
    list: async () => [],
  };
  const error = await t.throwsAsync(loadCifar10(source));
  return (
    error?.message.replace(/^folder is "here": it must hold CIFAR-10, but data_batch_1 is no batch of it: /, '') ?? ''
  );
}

const image = Buffer.alloc(3072);
const dict = (data: Buffer | string, labels: Buffer | string) =>
  pickle('}(', short('data'), data, short('labels'), labels, 'u');

const refusals: Record<string, [Buffer, string]> = {
  text: [Buffer.from('Hello'), 'it has opcode "H", which CIFAR-10\'s batches have not'],
  nothing: [Buffer.alloc(0), 'it is cut off'],
  'a pickle of another protocol': [Buffer.from('\x80\x06.', 'latin1'), 'it is a pickle of protocol 6, not 2 to 5'],
  'a call of a shell': [
    pickle(global('posix', 'system'), short('true'), '\x85R'),
    "it names posix.system, which CIFAR-10's batches do not",
  ],
  'a global that JavaScript objects inherit': [
    pickle('cconstructor\nconstructor\n'),
    "it names constructor.constructor, which CIFAR-10's batches do not",
  ],
  'a string longer than the file': [pickle('T\xff\xff\xff\x7f'), 'it is cut off'],
  'a string of negative length': [pickle('T\xff\xff\xff\xff'), 'it is cut off'],
  'an empty stack': [pickle(), 'its stack is empty too early'],
  'a list instead of a dict': [pickle(']'), 'it pickles no dict'],
  'data that is no array': [dict('K\x00', ']'), 'its data is no array'],
  'an array of another shape': [dict(array([2, 1536], image), ']'), 'its data has shape [2,1536]'],
  'an array that lies about its shape': [
    dict(array([9, 3072], image), ']'),
    'its array of shape [9,3072] has 3072 bytes',
  ],
  "an array in Fortran's order": [dict(array([1, 3072], image, '\x88'), ']'), "its array is in Fortran's order"],
  'fewer labels than images': [dict(array([1, 3072], image), ']'), 'its labels are no list of 1'],
};

for (const [what, [bytes, message]] of Object.entries(refusals)) {
  test(`as a Python batch, ${what} is refused`, async (t) => {
    t.is(await refusal(t, bytes), message);
  });
}
