import { checkHealth } from '@parallax/rpc';
import type { Command } from 'commander';
import { action, type Session } from '../session.js';

const examples = `
Examples:
  $ parallax health localhost:50052     exit code 0 where it serves, 1 where it doesn't: for the health checks of containers`;

export function addHealth(program: Command): void {
  program
    .command('health')
    .argument('<address>', 'host:port of a server or a worker')
    .description('ask whether it serves (grpc.health.v1)')
    .addHelpText('after', examples)
    .action(action<object, [string]>(health));
}

async function health(session: Session, _: object, address: string): Promise<void> {
  const { status, failing } = await checkHealth(address, session.settings, session.signal);
  if (status === 'SERVING') session.document({ status }, status);
  else session.fail([`${address} says ${status}`, failing.map(explain).join(', ')].filter(Boolean).join(': '));
}

/** An entry of grpc.health.v1 that doesn't serve, with where to look: some say how something stands that their service needs. */
function explain(entry: string): string {
  if (entry === 'parallax.v1.JobService') return `${entry} (does NATS answer?)`;
  if (entry === 'parallax.v1.AugmentationService') return `${entry} (does the object store answer?)`;
  return entry;
}
