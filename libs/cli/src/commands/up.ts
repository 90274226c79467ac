import { upDetached } from '@parallax/local';
import { type Command, Option } from 'commander';
import { describeState, LocalReport } from '../local-report.js';
import { action, type Session } from '../session.js';

interface UpOptions {
  observe?: boolean;
  ports: 'default' | 'free';
}

const examples = `
Examples:
  $ parallax up
  $ parallax run --epochs 1
  $ parallax down                      its jobs and blobs are there again with the next up
  $ parallax up --observe              Jaeger and Prometheus too: traces, metrics, dashboards

Jobs, blobs and logs lie in parallax in XDG_STATE_HOME, by default ~/.local/state: with another folder, and --ports free, a
second stack runs beside the first, for the commands that have the same XDG_STATE_HOME.

The first --observe builds both from their source, which takes some minutes. Prometheus: PARALLAX_PROMETHEUS names one
that is installed.`;

export function addUp(program: Command): void {
  const ports = new Option('--ports <which>', 'the usual ones (4222, 9000, 50051 to 50054, …), or any free ones');
  program
    .command('up')
    .description('start NATS, the object store and the services here, in the background')
    .option('--observe', 'show traces and metrics: Jaeger and Prometheus beside the services')
    .addOption(ports.choices(['default', 'free']).default('default'))
    .addHelpText('after', examples)
    .action(action<UpOptions>(up));
}

async function up(session: Session, { observe, ports }: UpOptions): Promise<void> {
  const local = new LocalReport(session.progress);
  const state = await upDetached({ observe, ports, report: local.report, signal: session.signal });
  local.finish();
  session.print(describeState(state));
}
