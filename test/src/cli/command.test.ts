import { buildProgram } from '@parallax/cli';
import test from 'ava';
import { parallax } from './parallax.js';

type Command = ReturnType<typeof buildProgram>;

/** The command and all of its subcommands, at any depth. */
function withSubcommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap(withSubcommands)];
}

test('every command says how it is used, with examples', (t) => {
  for (const command of withSubcommands(buildProgram())) {
    let help = '';
    command.configureOutput({ writeOut: (text) => (help += text) });
    command.outputHelp();
    t.regex(help, /^Usage: parallax/);
    t.regex(help, /--json/);
    t.regex(help, /Examples:\n {2}\$ /, command.name());
  }
});

test('--help answers on stdout, and is no failure', async (t) => {
  const { code, stdout, stderr } = await parallax(['train', '--help']);
  t.deepEqual([code, stderr], [0, '']);
  t.regex(stdout, /--learning-rate/);
  const words = stdout.replaceAll(/\s+/g, ' ');
  t.regex(words, /auto, bfloat16 where the device is faster in it, else float32; but float32 of the preset notebook/);
});

test('the help of what is declared has defaults and bounds, and says where a preset has another default', (t) => {
  const help = (name: string) => {
    let text = '';
    const command = withSubcommands(buildProgram()).find((each) => each.name() === name) as Command;
    command.configureOutput({ writeOut: (more) => (text += more) });
    command.outputHelp();
    return text.replaceAll(/\s+/g, ' ');
  };
  const train = help('train');
  // Of an objective, a network, an optimiser and a schedule.
  t.true(train.includes('of vicreg (0 to 1000, default 25)'), train);
  t.true(
    train.includes(
      'imagenet: 7×7 with stride 2 and a pooling; cifar: 3×3, for images of 32 or 64 pixels; of resnet18, resnet34, resnet50 (default cifar)',
    ),
  );
  t.true(train.includes('adamw (0 to 0.99999, default 0.999 or the preset’s)'));
  t.regex(train, /--restarts <x> [^-]*of cosine \(0 to 1000, default 0\)/);
  const probe = help('probe');
  t.true(probe.includes('(1 to 1000000000, default 200)'), probe);
  t.true(probe.includes('of linear (parallax optimisers); default adam'));
});

test('--version says the version', async (t) => {
  t.deepEqual(await parallax(['--version']), { code: 0, stdout: '0.1.0\n', stderr: '' });
});

test('an unknown command, flag or value is wrong usage, and so is none', async (t) => {
  const wrong = ['--bach 3', '--batch many', '--keep every', '--keep best:speed', '--stop-when knn', '--epochs +0'];
  for (const args of [[], ['trian'], ['watch'], ...wrong.map((each) => ['train', ...each.split(' ')])]) {
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
  t.regex(stderr, /^parallax: bach is "3": .*TrainingSpec/);
});

test('a spec that is no JSON, or no file, is wrong usage', async (t) => {
  const broken = await parallax(['train', '--spec', '-'], { input: '{' });
  t.deepEqual([broken.code, /--spec .* must hold JSON/.test(broken.stderr)], [2, true]);
  const missing = await parallax(['train', '--spec', 'nowhere.json']);
  t.deepEqual([missing.code, /nowhere\.json/.test(missing.stderr)], [2, true]);
});

test('a recipe that is no file is named by its flag', async (t) => {
  const calls = [
    ['train', '--recipe'],
    ['train', '--more-views'],
    ['train', '--local-views'],
    ['probe', '--views'],
  ] as const;
  for (const [command, flag] of calls) {
    const { code, stderr } = await parallax([command, flag, 'nowhere.json']);
    t.is(code, 2);
    t.true(stderr.startsWith(`parallax: ${flag} is "nowhere.json"`), stderr);
  }
});

test('what a command could not write in the end is refused by its flag before anything is done', async (t) => {
  const sha256 = 'a'.repeat(64);
  const files: [flag: string, ...args: string[]][] = [
    ['--out', 'embed', '--encoder', sha256, 'photos'],
    ['--out', 'classify', '--probe', 'probe-0123456789abcdef', 'photos'],
    ['--out', 'embeddings', 'export', 'embedding-0123456789abcdef'],
    ['--out', 'encoders', 'export', sha256],
    ['--out', 'preview'],
    ['--html', 'trace', 'training-0123456789abcdef'],
    ['--sheet', 'datasets', 'show', 'photos'],
  ];
  for (const [flag, ...args] of files) {
    const { code, stderr } = await parallax([...args, flag, '/nowhere/at/all.npy']);
    const start = `parallax: ${flag} is "/nowhere/at/all.npy": it must be a file in a folder that is there, and /nowhere/at is none`;
    t.is(stderr, `${start}\n`, args.join(' '));
    t.is(code, 2);
  }
  const folder = await parallax(['preview', '--out', '/tmp']);
  t.regex(folder.stderr, /^parallax: --out is "\/tmp": it must be a file, and is a folder$/m);
  for (const args of [['run'], ['demo'], ['datasets', 'export', 'photos']]) {
    const { code, stderr } = await parallax([...args, '--out', `${process.execPath}/report`]);
    t.true(stderr.startsWith(`parallax: --out is "${process.execPath}/report": it must be a folder`), stderr);
    t.is(code, 2);
  }
});

test('a flag that is for something else is shown as it was written', async (t) => {
  const embed = ['embed', '--encoder', 'a'.repeat(64), 'photos'];
  const flags = [
    ['--dataset', 'photos'],
    ['--shard', '0/4'],
    ['--max-duration', '90m'],
    ['--images', '1e3'],
  ] as const;
  for (const [flag, text] of flags) {
    const { code, stderr } = await parallax([...embed, flag, text]);
    t.true(stderr.startsWith(`parallax: ${flag} is "${text}": it is for a dataset`), stderr);
    t.is(code, 2);
  }
  t.regex((await parallax([...embed, '--no-wait'])).stderr, /^parallax: --no-wait is true: it is for a dataset/);
  const cifar10 = await parallax(['datasets', 'import', 'cifar10', '--folder', 'scans', '--name', 'mine']);
  t.true(cifar10.stderr.startsWith('parallax: --name is "mine": it is for other pictures: leave it out with cifar10'));
  const other = await parallax(['datasets', 'import', 'photos', '--name', 'mine', '--folder', 'scans']);
  t.true(other.stderr.startsWith('parallax: --folder is "scans": it is for cifar10'), other.stderr);
  t.deepEqual([cifar10.code, other.code], [2, 2]);
});

test('a path that is not there is refused by its name, whatever else is named, before anything is asked or sent', async (t) => {
  const env = { PARALLAX_EMBEDDING_ADDRESS: '127.0.0.1:1', PARALLAX_TRAINING_ADDRESS: '127.0.0.1:1' };
  const commands = [
    ['embed', '--encoder', 'a'.repeat(64)],
    ['classify', '--probe', 'probe-0123456789abcdef'],
  ];
  for (const command of commands) {
    for (const path of ['typo-folder', 'package.json/inside.png']) {
      const { code, stderr } = await parallax([...command, 'package.json', path], { env });
      t.is(stderr, `parallax: files is "${path}": it must be a file or a folder that is there\n`);
      t.is(code, 2);
    }
  }
});

test('an id of no kind of job gets a sentence about what ids look like', async (t) => {
  const { code, stderr } = await parallax(['jobs', 'show', 'trianing-1a2b']);
  t.is(code, 2);
  t.regex(stderr, /ID is "trianing-1a2b": .*begins with training-, embedding-, probe-/);
  t.regex((await parallax(['watch', 'Training-1a2b'])).stderr, /did you mean training-…\?/);
});

test('a service that does not answer is named, with its address and what to do, and no stack', async (t) => {
  const env = { PARALLAX_TRAINING_ADDRESS: '127.0.0.1:1' };
  for (const [command, service] of Object.entries({ train: 'training', 'jobs list': 'job' })) {
    const { code, stdout, stderr } = await parallax(command.split(' '), { env });
    t.is(code, 1);
    t.is(stdout, '');
    t.is(stderr.trim().split('\n').length, 1);
    const said = `^parallax: the ${service} service at 127\\.0\\.0\\.1:1 \\(PARALLAX_TRAINING_ADDRESS\\) does not answer: .*\`parallax up\``;
    t.regex(stderr, new RegExp(said));
  }
});

test('the stack of an error is shown when debugging', async (t) => {
  const env = { PARALLAX_TRAINING_ADDRESS: '127.0.0.1:1', PARALLAX_LOG_LEVEL: 'debug' };
  t.regex((await parallax(['train'], { env })).stderr, /UNAVAILABLE \{\}\n.*\n +at /);
});
