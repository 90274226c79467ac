import { exitCodeOf } from './explain.js';
import { heedSignals } from './interrupt.js';
import { buildProgram } from './program.js';
import { startTracing, stopTracing } from './tracing.js';

heedSignals();
// A reader that has seen enough (`| head`) is no error.
process.stdout.on('error', () => process.exit(process.exitCode));
try {
  await startTracing();
  await buildProgram().parseAsync();
} catch (thrown) {
  process.exitCode = exitCodeOf(thrown);
} finally {
  await stopTracing();
}
