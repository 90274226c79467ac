import { startTelemetry } from '@parallax/telemetry';
import { exitCodeOf } from './explain.js';
import { heedSignals } from './interrupt.js';
import { buildProgram } from './program.js';

heedSignals();
// A reader that has seen enough (`| head`) is no error.
process.stdout.on('error', () => process.exit(process.exitCode));
const telemetry = startTelemetry('parallax-cli');
try {
  await buildProgram().parseAsync();
} catch (thrown) {
  process.exitCode = exitCodeOf(thrown);
} finally {
  await telemetry.stop();
}
