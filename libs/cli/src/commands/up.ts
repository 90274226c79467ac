import { upDetached } from '@parallax/local';
import { type Command, Option } from 'commander';
import { LocalReport } from '../local-report.js';
import { action, type Session } from '../session.js';

interface UpOptions {
  ports: 'default' | 'free';
}

const examples = `
Examples:
  $ parallax up
  $ parallax run --epochs 1
  $ parallax down                      its jobs and blobs are there again with the next up`;

export function addUp(program: Command): void {
  const ports = new Option('--ports <which>', '4222, 9000 and 50051 to 50054, or any free ones');
  program
    .command('up')
    .description('start NATS, the object store and the services here, in the background')
    .addOption(ports.choices(['default', 'free']).default('default'))
    .addHelpText('after', examples)
    .action(action<UpOptions>(up));
}

async function up(session: Session, { ports }: UpOptions): Promise<void> {
  const local = new LocalReport(session.progress);
  const { addresses, directory } = await upDetached({ ports, report: local.report, signal: session.signal });
  local.finish();
  const lines = Object.entries(addresses).map(([service, address]) => `${service.padEnd(14)}${address}`);
  session.print([...lines, `jobs, blobs and logs are in ${directory}; \`parallax down\` ends it`].join('\n'));
}
