import type { Command } from 'commander';
import { follow } from '../follow.js';
import { action } from '../session.js';

const examples = `
Examples:
  $ parallax watch training-1a2b
  $ parallax watch training-1a2b --json | jq .job.status.progress`;

export function addWatch(program: Command): void {
  program
    .command('watch')
    .argument('<id>', "a job's id")
    .description('watch a job until it has ended')
    .addHelpText('after', examples)
    .action(action<object, [string]>((session, _, id) => follow(session, id)));
}
