import type { Command } from 'commander';
import { exitCodeOf } from './explain.js';
import { heedSignals } from './interrupt.js';
import { buildProgram } from './program.js';
import { startTracing, stopTracing } from './tracing.js';

heedSignals();
let running: Command | undefined;
const program = buildProgram().hook('preAction', (_, command) => {
  running = command;
});
// A reader that has seen enough (`| head`) is no error.
process.stdout.on('error', () => process.exit(process.exitCode));
try {
  await startTracing();
  await program.parseAsync();
} catch (thrown) {
  process.exitCode = exitCodeOf(thrown, running);
} finally {
  await stopTracing();
}
