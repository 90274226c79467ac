import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import test from 'ava';

const main = fileURLToPath(new URL('../../../libs/cli/dist/main.js', import.meta.url));

interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs the command with nothing of this machine's Parallax in its environment. */
function parallax(args: string[], options: { env?: Record<string, string>; input?: string } = {}): Promise<Ended> {
  const env = { PATH: process.env.PATH, PARALLAX_CACHE: '/nonexistent', ...options.env };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [main, ...args], { env }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
    child.stdin?.end(options.input ?? '');
  });
}

const commands = 'setup up down demo run train embed probe jobs watch datasets recipes preview encoders embeddings';

for (const command of ['', ...commands.split(' ')]) {
  test(`parallax ${command} --help says how it is used, with examples`, async (t) => {
    const { code, stdout } = await parallax([...command.split(' ').filter(Boolean), '--help']);
    t.is(code, 0);
    t.regex(stdout, /Usage: parallax/);
    t.regex(stdout, /--json/);
    t.regex(stdout, /Examples:\n {2}\$ /);
  });
}

test('--version says the version', async (t) => {
  t.deepEqual(await parallax(['--version']), { code: 0, stdout: '0.1.0\n', stderr: '' });
});

test('an unknown command, flag or value is wrong usage, and so is none', async (t) => {
  for (const args of [[], ['trian'], ['train', '--bach', '3'], ['train', '--batch', 'many'], ['watch']]) {
    const { code, stdout, stderr } = await parallax(args);
    t.is(code, 2, args.join(' '));
    t.is(stdout, '');
    t.not(stderr, '');
  }
  t.regex((await parallax(['trian'])).stderr, /Did you mean train\?/);
});

test('an unknown field of a spec is refused by name', async (t) => {
  const { code, stderr } = await parallax(['train', '--spec', '-'], { input: '{"bach": 3}' });
  t.is(code, 2);
  t.regex(stderr, /^parallax: bach is 3: .*TrainingSpec/);
});

test('a spec that is no JSON, or no file, is wrong usage', async (t) => {
  const broken = await parallax(['train', '--spec', '-'], { input: '{' });
  t.deepEqual([broken.code, /--spec .* must hold JSON/.test(broken.stderr)], [2, true]);
  const missing = await parallax(['train', '--spec', 'nowhere.json']);
  t.deepEqual([missing.code, /nowhere\.json/.test(missing.stderr)], [2, true]);
});

test('an id of no kind of job gets a sentence about what ids look like', async (t) => {
  const { code, stderr } = await parallax(['jobs', 'show', 'trianing-1a2b']);
  t.is(code, 2);
  t.regex(stderr, /ID is "trianing-1a2b": .*begins with training-, embedding- or probe-/);
  t.regex((await parallax(['watch', 'Training-1a2b'])).stderr, /did you mean training-…\?/);
});

test('a service that does not answer is named, with its address and what to do, and no stack', async (t) => {
  const env = { PARALLAX_TRAINING_ADDRESS: '127.0.0.1:1' };
  const { code, stdout, stderr } = await parallax(['train'], { env });
  t.is(code, 1);
  t.is(stdout, '');
  t.is(stderr.trim().split('\n').length, 1);
  t.regex(stderr, /^parallax: the training service at 127\.0\.0\.1:1 .*does not answer: .*`parallax up`/);
});

test('the stack of an error is shown when debugging', async (t) => {
  const env = { PARALLAX_TRAINING_ADDRESS: '127.0.0.1:1', PARALLAX_LOG_LEVEL: 'debug' };
  t.regex((await parallax(['train'], { env })).stderr, /UNAVAILABLE \{\}\n.*\n +at /);
});
