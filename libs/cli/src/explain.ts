import { ParallaxError } from '@parallax/errors';
import { isSettingError, SETTING_EXIT_CODE } from '@parallax/settings';
import { type Command, CommanderError } from 'commander';
import { flagOf } from './flags.js';
import { interruptedExitCode } from './interrupt.js';
import { printableLines } from './printable.js';

/**
 * Says on stderr, in one line, why the command ended, and returns the exit code: 1 failed, 2 wrong usage, 64 a bad setting.
 *
 * @param command that ran, whose flags are named; undefined where none did
 */
export function exitCodeOf(thrown: unknown, command?: Command): number {
  if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? 0 : 2; // commander has said it
  const interrupted = interruptedExitCode();
  if (interrupted !== undefined) return interrupted;
  const error = ParallaxError.from(thrown);
  const flag = error.reason === 'INVALID_FIELD' ? flagOf(error.metadata.field ?? '') : undefined;
  const isIts = command?.options.some(({ long }) => long === flag);
  process.stderr.write(`parallax: ${printableLines(error.message)}${flag && isIts ? ` (${flag})` : ''}\n`);
  if (wantsStack()) process.stderr.write(`${stackOf(error)}\n`);
  if (isSettingError(thrown)) return SETTING_EXIT_CODE;
  return error.status === 'INVALID_ARGUMENT' ? 2 : 1;
}

function wantsStack(): boolean {
  // Not by the settings: a bad one may be what is to be explained.
  return ['debug', 'trace'].includes(process.env.PARALLAX_LOG_LEVEL ?? '');
}

function stackOf(error: ParallaxError): string {
  const cause = error.cause instanceof Error ? `\ncaused by ${error.cause.stack}` : '';
  return `${error.reason} ${JSON.stringify(error.metadata)}\n${error.stack}${cause}`;
}
